package selfcheck

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

func TestTheReferenceServerIsSilentAndAFaultIsNot(t *testing.T) {
	plain := fault.Plain()
	plain.Config.PathPrefix = "image/"
	if r := Judge(t.Context(), plain, ""); r.alarm() || r.Broken != "" || r.Checks < 100 || r.Server != "reference" || r.Took <= 0 {
		t.Errorf("the reference: got %+v", r)
	}
	f, known := fault.Find("add-does-nothing")
	if !known {
		t.Fatal("there is no such fault")
	}
	r := Judge(t.Context(), f, "")
	if got := r.finding("add.stores"); !got.Catches() || got.Reason == "" || r.Broken != "" || r.Refused != "" {
		t.Errorf("got %+v", r)
	}
}

func TestARunThatKnowsEnoughEnds(t *testing.T) {
	f, _ := fault.Find("add-does-nothing")
	whole, part := Judge(t.Context(), f, ""), Judge(t.Context(), f, "add.stores")
	if !part.finding("add.stores").Catches() || part.Checks >= whole.Checks/10 || len(part.Findings) != 1 || part.Cut {
		t.Errorf("%d checks of %d, %+v", part.Checks, whole.Checks, part)
	}
	if other := Judge(t.Context(), f, "wire.close-honoured"); other.Checks != whole.Checks || len(other.Findings) != len(whole.Findings) {
		t.Errorf("what is not caught is judged by %d checks of %d, %d findings of %d", other.Checks, whole.Checks, len(other.Findings), len(whole.Findings))
	}
}

func TestAnInterruptedRunIsCut(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := Judge(ctx, fault.Plain(), ""); !r.Cut {
		t.Errorf("got %+v", r)
	}
}

func TestAServerThatCanNotBeDeclaredIsBroken(t *testing.T) {
	s := fault.Plain()
	s.Declares.Alphabet = "[a-"
	if r := Judge(t.Context(), s, ""); !strings.Contains(r.Broken, "the alphabet of the server reference") {
		t.Errorf("got %+v", r)
	}
}

func TestATargetIsDeclaredAsItsOperatorWould(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1", Path: "/v2"}
	s := fault.Plain()
	s.Declares = fault.Declaration{Image: "an-image", Alphabet: "[a-z]+", Window: time.Second}
	got, err := Target(s, root)
	c := got.Capabilities
	if err != nil || c.NoAuthentication || c.TagQuota != reference.Demo().TagQuota || c.Window != time.Second || got.Image != "an-image" || got.Root != root {
		t.Errorf("got %+v, %v", got, err)
	}
	if !c.Alphabet.MatchString("blue") || c.Alphabet.MatchString("blue7") {
		t.Errorf("got the alphabet %s", c.Alphabet)
	}
	for role, want := range map[target.Role]string{target.Owner: "owner-token", target.Stranger: "stranger-token", target.Reader: "reader-token", target.Admin: "admin-token"} {
		if got.Users[role] != target.StaticToken(want) {
			t.Errorf("%s: got %v", role, got.Users[role])
		}
	}
	s.Declares = fault.Declaration{QuotaUndeclared: true}
	if got, _ = Target(s, root); got.Capabilities.TagQuota != target.QuotaUnknown || got.Capabilities.QuotaProbe != 256 || got.Capabilities.Alphabet != nil {
		t.Errorf("undeclared: got %+v", got.Capabilities)
	}
	s = fault.Server{Name: "open"}
	if got, _ = Target(s, root); got.Users != nil || !got.Capabilities.NoAuthentication || got.Capabilities.TagQuota != target.QuotaNone {
		t.Errorf("open: got %+v", got)
	}
}

func TestReasonsAreBrief(t *testing.T) {
	if got := brief("short"); got != "short" {
		t.Errorf("got %q", got)
	}
	if got := brief(strings.Repeat("ä", longestReason)); len(got) > longestReason+8 || !utf8.ValidString(got) || !strings.HasSuffix(got, " …") {
		t.Errorf("got %q", got)
	}
}
