package suites_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// judgedByDefault are requirements that a target with an owner alone is judged by, unless its configuration leaves
// something out: tokens, and a quota that has to be searched for.
var judgedByDefault = []string{
	"access.add.401", "access.remove.401", "access.challenge", "access.token-first", "access.token-not-echoed",
	"add.quota.413",
}

// runOfOwner judges a server as a library user does who gives a root and one token, and nothing else.
func runOfOwner(t *testing.T, config reference.Config) (suites.Result, map[string]verdict.Requirement) {
	t.Helper()
	owner := map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	result, err := suites.Run(
		ctx, target.Target{Root: serve(t, config), Users: owner}, suites.Options{},
	)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]verdict.Requirement{}
	for _, r := range result.Requirements {
		byID[r.ID] = r
	}
	return result, byID
}

// TestZeroValuesJudgeEverything: what a library user leaves out of a target and of the options is the strict choice.
func TestZeroValuesJudgeEverything(t *testing.T) {
	result, byID := runOfOwner(t, reference.Demo())
	for _, id := range judgedByDefault {
		if r := byID[id]; r.Verdict != verdict.Pass {
			t.Errorf("%s: %s: %s", id, r.Verdict, r.Reason)
		}
	}
	for id, r := range byID {
		if strings.HasPrefix(id, "access.") && r.Declared {
			t.Errorf("%s is declared away, although nothing was declared: %s", id, r.Reason)
		}
	}
	if result.Conclusion != verdict.NotFullyVerified || len(result.Leftovers) > 0 { // there is one user only
		t.Errorf("%s (%s), left over: %q", result.Conclusion, result.Reason, result.Leftovers)
	}
}

// TestZeroValuesFindAServerThatChecksNoToken: it is not conformant unless its configuration declares that it asks for
// none.
func TestZeroValuesFindAServerThatChecksNoToken(t *testing.T) {
	open := reference.Demo()
	open.Users = nil
	result, byID := runOfOwner(t, open)
	for _, id := range []string{"access.add.401", "access.remove.401"} {
		if r := byID[id]; r.Verdict != verdict.Fail {
			t.Errorf("%s: %s: %s", id, r.Verdict, r.Reason)
		}
	}
	if result.Conclusion != verdict.NonConformant {
		t.Errorf("%s (%s)", result.Conclusion, result.Reason)
	}
}
