package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/reference"
	"tagcheck/suites/requirement"
)

// serveFaulty starts a server that requires no token and answers 200 to PUT.
func serveFaulty(t *testing.T) string {
	t.Helper()
	handler := reference.New(reference.Config{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			handler.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusOK)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A run in several processes has the verdicts of a run in one: of every
// requirement, also those that are judged from the traffic of all processes. The
// checks that search take a small budget: more of the same shows nothing more.
func TestChecksInSeveralProcessesHaveTheSameVerdicts(t *testing.T) {
	url := serveFaulty(t)
	of := func(parallel string) map[string]string {
		dir := t.TempDir()
		got := invoke(
			t, "conform", url, "--no-auth", "--tag-quota", "none", "--quiet", "--budget", "20", "--clients", "4",
			"--parallel", parallel, "--report", dir,
		)
		if got.code != cli.ExitNonConformant {
			t.Fatalf("--parallel %s: %+v", parallel, got)
		}
		return verdicts(t, dir)
	}
	one, three := of("1"), of("3")
	if want := len(requirement.All()); len(one) != want || len(three) != want {
		t.Fatalf("%d and %d requirements, want %d", len(one), len(three), want)
	}
	for id, v := range one {
		if three[id] != v {
			t.Errorf("%s: %s in one process, %s in three", id, v, three[id])
		}
	}
}

// Every exchange that a check names is one of its own.
func TestExchangesHaveTheNumbersThatChecksName(t *testing.T) {
	dir := t.TempDir()
	got := invoke(
		t, "conform", serveFaulty(t), "--no-auth", "--tag-quota", "none", "--quiet", "--select", "add", "--parallel",
		"3", "--report", dir,
	)
	if got.code != cli.ExitNonConformant {
		t.Fatalf("got %+v", got)
	}
	var r struct {
		Checks []struct {
			ID         string
			Deviations []string
		}
		Evidence []struct {
			ID    int
			Check string
		}
	}
	decodeFile(t, &r, dir, "report.json")
	owner := map[int]string{}
	for _, x := range r.Evidence {
		if owner[x.ID] != "" {
			t.Errorf("two exchanges have the number %d", x.ID)
		}
		owner[x.ID] = x.Check
	}
	named := map[string]bool{} // checks that name an exchange
	for _, c := range r.Checks {
		for _, number := range regexp.MustCompile(`\(exchange (\d+)\)`).FindAllStringSubmatch(
			strings.Join(c.Deviations, "\n"), -1,
		) {
			named[c.ID] = true
			if n, _ := strconv.Atoi(number[1]); owner[n] != c.ID {
				t.Errorf("%s names exchange %d, which is not its own", c.ID, n)
			}
		}
	}
	if len(named) < 2 {
		t.Errorf("exchanges are named by %v", named)
	}
}
