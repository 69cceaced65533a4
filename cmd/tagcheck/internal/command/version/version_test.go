package version

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

func TestVersion(t *testing.T) {
	got := clitest.Run(t, clitest.Options{}, clitest.One(New), "version")
	for _, want := range []string{
		"tagcheck test\ncommit test\ngo1.", "SHA-256 " + requirement.Digest() + "\n",
		"SHA-256 " + score.Bank() + "\n",
		fmt.Sprintf("%d faults, %d variants", len(fault.Faults()), len(fault.Variants())),
	} {
		if got.Code != cli.ExitOK || got.Stderr != "" || !strings.Contains(got.Stdout, want) {
			t.Errorf("got %v without %q", got, want)
		}
	}
	got = clitest.Run(t, clitest.Options{}, clitest.One(New), "version", "--output", "json")
	var e edition
	if err := json.Unmarshal([]byte(got.Stdout), &e); err != nil || e != editionOf(clitest.Build()) {
		t.Errorf("got %+v, %v", e, err)
	}
	if e.Requirements != len(requirement.All()) || e.Faults != len(fault.Faults()) || e.Bank != score.Bank() {
		t.Errorf("got %+v", e)
	}
}
