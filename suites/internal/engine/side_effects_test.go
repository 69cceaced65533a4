package engine

import (
	"slices"
	"testing"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func TestSideEffectsOfARunWithoutTraffic(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	env.Found.Shows = true
	for complete, attributes := range map[bool]verdict.Outcome{true: verdict.Passed, false: verdict.NotRun} {
		for _, c := range sideEffects(env, requirement.All(), complete) {
			want := verdict.Unseen
			if c.Requirements[0] == "isolation.attributes" {
				want = attributes
			}
			if c.Outcome != want || (c.Reason == "") != (want == verdict.Passed) {
				t.Errorf("complete %v: %s: %s (%s), want %s", complete, c.ID, c.Outcome, c.Reason, want)
			}
		}
	}
}

func TestSideEffectsOfSelectedRequirements(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	selected := requirement.ByIDs([]string{"wire.date", "isolation.bystander", "add.stores"})
	var ids []string
	for _, c := range sideEffects(env, selected, true) {
		ids = append(ids, c.Requirements...)
	}
	if !slices.Equal(ids, []string{"wire.date", "isolation.bystander"}) {
		t.Errorf("%q", ids)
	}
}
