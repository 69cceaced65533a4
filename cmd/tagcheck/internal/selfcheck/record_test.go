package selfcheck

import (
	"bytes"
	"testing"

	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

// A record of another bank would have reports claim what nobody measured.
func TestTheRecordIsOfThisBuild(t *testing.T) {
	r, b := Recorded(), Whole()
	if r.Bank != fault.Digest() {
		t.Errorf("it was measured with another bank: renew it with 'make score'")
	}
	if r.Catalogue != requirement.Digest() {
		t.Errorf("it was measured with another catalogue: renew it with 'make score'")
	}
	if r.Faults != len(b.Faults) || r.Variants != len(b.Variants) || r.Caught+r.Equivalent > r.Faults || r.Checks < 1 {
		t.Errorf("it claims more than there is: %+v", r)
	}
	if s := (Score{Caught: r.Caught, Faults: r.Faults, Equivalent: r.Equivalent}); r.Score != s.Share() {
		t.Errorf("the score is %v, and %v follows from the counts", r.Score, s.Share())
	}
}

func TestARecordOfAnotherBuildClaimsNothing(t *testing.T) {
	here := Record{Caught: 1, Bank: fault.Digest(), Catalogue: requirement.Digest()}
	if s := stand(here); s.Measured == nil || *s.Measured != here || s.Bank != fault.Digest() || s.Faults != len(fault.Faults()) || s.Variants != len(fault.Variants()) {
		t.Errorf("of this build: got %+v", s)
	}
	for _, other := range []Record{{Caught: 1, Bank: "b", Catalogue: here.Catalogue}, {Caught: 1, Bank: here.Bank, Catalogue: "c"}, {}} {
		if s := stand(other); s.Measured != nil || s.Faults == 0 {
			t.Errorf("got %+v", s)
		}
	}
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	var out bytes.Buffer
	if err := Recorded().Write(&out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), recorded) {
		t.Errorf("got %s", out.String())
	}
}
