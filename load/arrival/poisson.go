package arrival

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Poisson is s with requests at random moments, independent of each other, at
// the same rates: as many users who don't know of each other send them. The
// same seed gives the same moments.
func Poisson(s Schedule, seed uint64) (Schedule, error) {
	even, ok := s.(paced)
	if !ok {
		return nil, fmt.Errorf("%s: only a rate can have poisson arrivals", s)
	}
	return &poisson{even: even, seed: seed, begins: []float64{0}}, nil
}

// poisson takes a process of rate 1 and stretches it along the curve. The
// process is made in blocks that can each be made again: of past blocks only
// where they began is kept, 8 bytes for 1,024 requests.
type poisson struct {
	even paced
	seed uint64

	mu     sync.Mutex
	begins []float64 // where each block begins, as far as they were needed
	recent [8]block  // block b is in recent[b%8] or is made again
}

type block struct {
	number uint64 // plus 1; 0 for none
	at     [blockSize]float64
}

const blockSize = 1024

func (p *poisson) Due(i uint64) (time.Duration, bool) {
	return p.even.at(p.reached(i))
}

func (p *poisson) Rate(at time.Duration) float64 { return p.even.Rate(at) }

func (p *poisson) String() string { return p.even.text + " poisson" }

// reached is where request i is in the process of rate 1, or past the end.
func (p *poisson) reached(i uint64) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	number := i / blockSize
	for next := uint64(len(p.begins)); next <= number; next++ {
		end := p.block(next - 1).at[blockSize-1]
		if end >= p.even.total {
			return end
		}
		p.begins = append(p.begins, end)
	}
	return p.block(number).at[i%blockSize]
}

func (p *poisson) block(number uint64) *block {
	b := &p.recent[number%uint64(len(p.recent))]
	if b.number == number+1 {
		return b
	}
	b.number = number + 1
	random, at := rand.New(rand.NewPCG(p.seed, number)), p.begins[number]
	for i := range b.at {
		at += random.ExpFloat64()
		b.at[i] = at
	}
	return b
}
