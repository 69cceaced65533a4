package arrival

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Poisson makes the arrivals of an open loop random and independent of each
// other at the same rates, as the requests of many independent users are. The
// same seed gives the same times.
func Poisson(s Schedule, seed uint64) (Schedule, error) {
	even, ok := s.(openLoop)
	if !ok {
		return nil, fmt.Errorf("rate %q: it cannot be combined with poisson", s)
	}
	return &poisson{even: even, seed: seed, begins: []float64{0}}, nil
}

// poisson is a process of rate 1 that is stretched along the curve. The process
// consists of blocks that can be computed again: of each past block only its
// begin is stored, 8 bytes for 1,024 requests.
type poisson struct {
	even openLoop
	seed uint64

	mu     sync.Mutex
	begins []float64 // where each block begins, as far as was needed
	recent [8]block  // block b is in recent[b%8], or is computed again
}

type block struct {
	number uint64 // plus 1; 0 for none
	at     [blockSize]float64
}

const blockSize = 1024

func (p *poisson) Due(i uint64) (time.Duration, bool) {
	return p.even.at(p.arrival(i))
}

func (p *poisson) Rate(at time.Duration) float64 { return p.even.Rate(at) }

func (p *poisson) String() string { return p.even.text + " poisson" }

// arrival returns where request i is in the process of rate 1, or a value past its
// end.
func (p *poisson) arrival(i uint64) float64 {
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
