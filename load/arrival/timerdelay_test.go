package arrival

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestTimerIsSetEarlyByItsUsualDelay(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var d timerDelay
	for _, phase := range []struct{ minDelay, maxDelay, low, high time.Duration }{ // in µs
		{60, 90, 55, 70}, // 19 of 20 timers still fire late
		{0, 4, 0, 5},     // a machine that no longer sleeps
		{300, 400, 100, 100},
	} {
		for range 2000 {
			delay := phase.minDelay + time.Duration(random.Int64N(int64(phase.maxDelay-phase.minDelay)))
			d.observe(time.Microsecond * delay)
		}
		if d.early < phase.low*time.Microsecond || d.early > phase.high*time.Microsecond {
			t.Errorf("with delays of %d to %d µs it is set %s early", phase.minDelay, phase.maxDelay, d.early)
		}
	}
}
