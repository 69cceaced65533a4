package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/suites/requirement"
)

func readme(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheREADMEIsShort(t *testing.T) {
	if n := strings.Count(readme(t), "\n"); n > 250 {
		t.Errorf("it has %d lines; move what is more to a help topic", n)
	}
}

// What differs from run to run: ports, times, and how many exchanges the random
// checks need.
var varies = regexp.MustCompile(`127\.0\.0\.1:\d+|\d+\.\d s|\d+ exchanges`)

func TestTheREADMEShowsWhatConformPrints(t *testing.T) {
	got := invoke(t, "conform", "--reference")
	if got.code != cli.ExitOK {
		t.Fatalf("exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if !strings.Contains(varies.ReplaceAllString(readme(t), "*"), varies.ReplaceAllString(got.stdout, "*")) {
		t.Errorf("the README does not show\n%s", got.stdout)
	}
}

// Each pattern stands in the README at least once, and each time with these numbers.
func TestTheFiguresOfTheREADMEAreTrue(t *testing.T) {
	record, all := score.Recorded(), len(requirement.All())
	caught := fmt.Sprint(record.Caught, record.Faults-record.Equivalent)
	for pattern, want := range map[string]string{
		`lists the (\d+) requirements`:                     fmt.Sprint(all),
		`(\d+) requirements with (\d+) checks`:             fmt.Sprintf("210 %d", record.Checks), // 210: on Glance
		`of (\d+) requirements (?:pass|fail) \(http`:       fmt.Sprintf("%d|1", all),
		`(\d+) of (\d+) faults caught`:                     caught,
		`false alarm from (\d+) variants|from (\d+) varia`: fmt.Sprint(record.Variants),
	} {
		matches := regexp.MustCompile(pattern).FindAllStringSubmatch(readme(t), -1)
		if len(matches) == 0 {
			t.Errorf("nothing matches %s", pattern)
		}
		for _, m := range matches {
			got := strings.TrimSpace(strings.Join(m[1:], " "))
			if !strings.Contains("|"+want+"|", "|"+got+"|") {
				t.Errorf("%q: expected %s", m[0], want)
			}
		}
	}
}

func TestTheREADMEListsEveryExitCode(t *testing.T) {
	for _, c := range cli.ExitCodes() {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^\|[ \d,]*\b%d\b[ \d,]*\|`, c.Code)).MatchString(readme(t)) {
			t.Errorf("exit code %d is missing", c.Code)
		}
	}
}

// The example of a library is a test of the module that imports tagcheck.
func TestTheLibraryExampleIsTested(t *testing.T) {
	test, err := os.ReadFile("../../.ci/consumer/readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	eachBlock(readme(t), func(language, block string) {
		if language != "go" {
			return
		}
		examples++
		if !strings.Contains(string(test), strings.TrimSpace(block)) {
			t.Errorf("no test has\n%s", block)
		}
	})
	if examples == 0 {
		t.Error("there is no example")
	}
}
