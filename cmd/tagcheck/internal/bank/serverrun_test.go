package bank

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/reference/fault"
)

func TestTheReferenceServerIsSilentAndAFaultIsNot(t *testing.T) {
	plain := fault.Plain()
	plain.Config.PathPrefix = "image/"
	r := Judge(t.Context(), plain, "")
	if r.alarm() || r.Broken != "" || r.Checks < 100 || r.Server != "reference" || r.Took <= 0 {
		t.Errorf("the reference: got %+v", r)
	}
	r = Judge(t.Context(), faulty(t, "add-does-nothing"), "")
	if got := r.finding("add.stores"); !got.Catches() || got.Reason == "" || r.Broken != "" || r.Refused != "" {
		t.Errorf("got %+v", r)
	}
}

func faulty(t *testing.T, name string) fault.Server {
	t.Helper()
	s, known := Full().Find(name)
	if !known {
		t.Fatalf("unknown fault %s", name)
	}
	return s
}

func TestARunEndsOnceTheFirstRequirementCaughtTheServer(t *testing.T) {
	s := faulty(t, "add-does-nothing")
	full, part := Judge(t.Context(), s, ""), Judge(t.Context(), s, "add.stores")
	if !part.finding("add.stores").Catches() || part.Checks >= full.Checks/10 || len(part.Findings) != 1 ||
		part.Interrupted {
		t.Errorf("%d checks of %d, %+v", part.Checks, full.Checks, part)
	}
	other := Judge(t.Context(), s, "wire.close-honoured")
	if other.Checks != full.Checks || len(other.Findings) != len(full.Findings) {
		t.Errorf("the first requirement does not catch it: %d checks of %d, %d findings of %d",
			other.Checks, full.Checks, len(other.Findings), len(full.Findings))
	}
}

func TestAnInterruptedRunSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := Judge(ctx, fault.Plain(), ""); !r.Interrupted {
		t.Errorf("got %+v", r)
	}
}

func TestAServerThatCannotBeDeclaredIsBroken(t *testing.T) {
	s := fault.Plain()
	s.Declares.Alphabet = "[a-"
	if r := Judge(t.Context(), s, ""); !strings.Contains(r.Broken, "the alphabet of the server reference") {
		t.Errorf("got %+v", r)
	}
}

func TestReasonsAreBrief(t *testing.T) {
	if got := brief("short"); got != "short" {
		t.Errorf("got %q", got)
	}
	got := brief("x" + strings.Repeat("ä", maxReason)) // the bound is within a character
	if want := "x" + strings.Repeat("ä", maxReason/2-1) + " …"; got != want || !utf8.ValidString(got) {
		t.Errorf("got %q", got)
	}
}
