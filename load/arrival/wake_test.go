package arrival

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestTheTimerIsSetEarlyByWhatItTakesToWakeUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var w wake
	for _, phase := range []struct{ least, most, low, high time.Duration }{
		{60, 90, 55, 70}, // nearly always it still fires late
		{0, 4, 0, 5},     // a machine that does not sleep any more
		{300, 400, 100, 100},
	} {
		for range 2000 {
			w.fired(time.Microsecond * (phase.least + time.Duration(random.Int64N(int64(phase.most-phase.least)))))
		}
		if w.early < phase.low*time.Microsecond || w.early > phase.high*time.Microsecond {
			t.Errorf("where it takes %d to %d µs it is set %s early", phase.least, phase.most, w.early)
		}
	}
}
