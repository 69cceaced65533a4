package arrival

import (
	"math/rand/v2"
	"sync"
	"time"
)

// memory is how many arrivals a Poisson schedule can be asked for again: more
// than are ever on their way at once.
const memory = 1 << 16

// poisson is a schedule whose requests come by chance, independently of each
// other, as often as a curve says (a Poisson process, homogeneous on the scale
// of the curve's count).
type poisson struct {
	curve    curve
	duration time.Duration
	limit    float64 // of the count

	mu     sync.Mutex
	random *rand.Rand
	counts [memory]float64 // of the last arrivals
	known  uint64
	last   float64
}

func newPoisson(c curve, duration time.Duration, seed uint64) *poisson {
	return &poisson{curve: c, duration: duration, limit: c.count(duration.Seconds()), random: rand.New(rand.NewPCG(seed, seed))}
}

// Due draws what is not drawn yet; what is longer ago than memory is 0.
func (p *poisson) Due(i uint64) (time.Duration, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; p.known <= i; p.known++ {
		p.last += p.random.ExpFloat64()
		p.counts[p.known%memory] = p.last
	}
	if p.known-i > memory {
		return 0, true
	}
	count := p.counts[i%memory]
	if count >= p.limit {
		return 0, false
	}
	return seconds(p.curve.when(count)), true
}

// Rate is the mean.
func (p *poisson) Rate(at time.Duration) float64 { return p.curve.rate(at.Seconds()) }

// Duration is how long it goes on.
func (p *poisson) Duration() time.Duration { return p.duration }
