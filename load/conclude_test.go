package load

import (
	"testing"

	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
)

// What a target lost does not depend on how well it could be measured.
func TestAWrongTargetFailsHoweverItWasMeasured(t *testing.T) {
	for _, tt := range []struct {
		name     string
		verified scenario.Result
		want     Conclusion
	}{
		{"nothing", scenario.Result{}, Invalid},
		{"a lost addition", scenario.Result{LostAdditions: 1}, Failed},
		{"a returned removal", scenario.Result{ReturnedRemovals: 1}, Failed},
		{"a tag that nobody added", scenario.Result{Unexpected: 1}, Failed},
	} {
		r := Result{Phases: []PhaseResult{{Phase: measure.Phase{Name: "steady"}, Health: attack.Health{Sent: 1, CPU: 1}, Verified: tt.verified}}}
		if r.conclude(Options{}); r.Conclusion != tt.want {
			t.Errorf("%s: %s, not %s: %q", tt.name, r.Conclusion, tt.want, r.Reasons)
		}
	}
}
