package conform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/fixtures/images"
)

func TestExitCodes(t *testing.T) {
	waivers := filepath.Join(t.TempDir(), "waivers.yaml")
	waiver := "- requirement: add.answers-204\n  owner: o\n  reason: r\n  link: l\n  expires: 2999-12-31\n"
	if err := os.WriteFile(waivers, []byte(waiver), 0o600); err != nil {
		t.Fatal(err)
	}
	good, bad := serveOpen(t, nil), serveOpen(t, putAnswers200)
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	one := []string{"--no-auth", "--select", "add.answers-204"}
	for name, test := range map[string]struct {
		args []string
		code int
		out  string // in what is printed, on either stream
	}{
		"conformant": {append(one, good), cli.ExitOK, "\nCONFORMANT: 1 of 1 "},
		"the embedded server": {
			[]string{"--select", "remove.twice.404"}, cli.ExitOK, "Judging the embedded reference server at http://",
		},
		"not conformant":     {append(one, bad), cli.ExitNonConformant, "\nNON-CONFORMANT: "},
		"waived":             {append(one, bad, "--waivers", waivers), cli.ExitOK, "add.answers-204"},
		"an obsolete waiver": {append(one, good, "--waivers", waivers), cli.ExitNonConformant, "add.answers-204"},
		"nobody listens":     {[]string{dead.URL, "--no-auth"}, cli.ExitInconclusive, "does not answer"},
		"nothing to judge": {
			[]string{good, "--no-auth", "--select", "access.add.401"}, cli.ExitInconclusive, "INCONCLUSIVE",
		},
		"not authorised":     {[]string{serveDemo(t)}, cli.ExitInconclusive, "--token"},
		"an empty selection": {[]string{"--select", "add.storse"}, cli.ExitUsage, "did you mean add.stores?"},
		"an unobservable one": {
			[]string{"--select", "remove.possible.500"}, cli.ExitUsage, "can be judged from outside",
		},
		"a wrong URL":        {[]string{"127.0.0.1:9292"}, cli.ExitUsage, "http://127.0.0.1:9292"},
		"an unknown profile": {[]string{"--profile", "nobody"}, cli.ExitUsage, "--profile: "},
		"missing waivers":    {[]string{"--waivers", "/nonexistent/w.yaml"}, cli.ExitUsage, "--waivers: "},
		"no processes": {
			[]string{"--parallel", "0"}, cli.ExitUsage, "--parallel must be at least 1 (got 0)",
		},
		"one image, two processes": {
			[]string{good, "--no-auth", "--parallel", "2", "--image", "6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10"},
			cli.ExitUsage, "--parallel cannot be combined with --image",
		},
		"a partial certification": {
			[]string{"--certify", "--select", "add"}, cli.ExitUsage, "--certify cannot be combined with a selection",
		},
		"quiet and verbose": {
			[]string{"--quiet", "--verbose"}, cli.ExitUsage, "--quiet cannot be combined with --verbose",
		},
		"an unwritable report": {[]string{"--report", "/proc/report"}, cli.ExitUsage, "--report: "},
		"an unknown flag":      {[]string{"--tokn", "x"}, cli.ExitUsage, "unknown flag: --tokn"},
		"a worker by hand":     {[]string{"--worker"}, cli.ExitUsage, "--worker is internal"},
	} {
		t.Run(name, func(t *testing.T) {
			got := conforming(t, test.args...)
			if got.Code != test.code || !strings.Contains(got.Stdout+got.Stderr, test.out) {
				t.Errorf(
					"exit code %d, want %d and %q in:\n%s%s", got.Code, test.code, test.out,
					got.Stdout, got.Stderr,
				)
			}
		})
	}
}

func TestAFailureShowsHowToRepeatIt(t *testing.T) {
	bad := serveOpen(t, putAnswers200)
	got := conforming(t, bad, "--no-auth", "--select", "add.answers-204")
	for _, part := range []string{"add.answers-204", "document", "204", "200 OK", "curl ", "\nNON-CONFORMANT"} {
		if !strings.Contains(got.Stdout, part) {
			t.Errorf("%q is not in\n%s", part, got.Stdout)
		}
	}
	quiet := conforming(t, bad, "--no-auth", "--select", "add.answers-204", "--quiet")
	if strings.Count(quiet.Stdout, "\n") != 2 || !strings.HasPrefix(quiet.Stdout, "add.answers-204\nNON-CONFORMANT: ") {
		t.Errorf("--quiet prints\n%s", quiet.Stdout)
	}
}

func TestReportsAndGitHubAnnotations(t *testing.T) {
	dir := t.TempDir()
	summary := filepath.Join(dir, "summary.md")
	got := conformingWith(t, map[string]string{"GITHUB_STEP_SUMMARY": summary},
		serveOpen(t, putAnswers200), "--no-auth", "--select", "add.answers-204", "--report", dir, "--github")
	if got.Code != cli.ExitNonConformant {
		t.Fatalf("got %+v", got)
	}
	for _, name := range []string{"report.json", "junit.xml", "report.md", "exchanges.har", "summary.md"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil || !strings.Contains(string(data), score.Bank()) ||
		!strings.Contains(string(data), `"version": "test"`) {
		t.Errorf("the report does not say how good the checks are, or which build it is: %v", err)
	}
	if !strings.Contains(got.Stdout, "::error title=add.answers-204") {
		t.Errorf("no annotation in\n%s", got.Stdout)
	}
}

// A report that cannot be written changes the exit code of a success only.
func TestReportsThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "report.json"), 0o700); err != nil { // in the way of the file
		t.Fatal(err)
	}
	for want, url := range map[int]string{
		cli.ExitUsage: serveOpen(t, nil), cli.ExitNonConformant: serveOpen(t, putAnswers200),
	} {
		got := conforming(t, url, "--no-auth", "--select", "add.answers-204", "--report", dir)
		if got.Code != want || !strings.Contains(got.Stderr, "report.json") ||
			!strings.Contains(got.Stdout, "CONFORMANT: ") {
			t.Errorf("got %+v, want %d", got, want)
		}
		got = conformingWith(
			t, map[string]string{"GITHUB_STEP_SUMMARY": dir}, url, "--no-auth", "--select", "add.answers-204",
			"--github",
		)
		if got.Code != want || !strings.Contains(got.Stderr, "--github: write the job summary: ") {
			t.Errorf("got %+v, want %d", got, want)
		}
	}
}

// A conformant server whose images could not be deleted is not a success.
func TestLeftoversAreNoSuccess(t *testing.T) {
	var judging atomic.Bool // the preflight deletes an image, too
	keepsImages := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("User-Agent"), "(add.") {
				judging.Store(true)
			}
			if judging.Load() && r.Method == http.MethodDelete && !strings.Contains(r.URL.Path, "/tags/") {
				http.Error(w, "not now", http.StatusConflict)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	got := conforming(t, serveOpen(t, keepsImages), "--no-auth", "--select", "add.answers-204")
	const want = "\nINCONCLUSIVE: 2 images could not be released"
	if got.Code != cli.ExitInconclusive || !strings.Contains(got.Stdout, want) {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(
		got.Stderr,
		"the cleanup is not complete; when the target works again, run: tagcheck cleanup ",
	) {
		t.Errorf("it does not say how to clean up: %s", got.Stderr)
	}
}

// What failed has failed, also if the target then goes away.
func TestNotConformantAndThenGone(t *testing.T) {
	var gone atomic.Bool
	goesAway := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if gone.Load() {
				panic(http.ErrAbortHandler) // closes the connection
			}
			putAnswers200(next).ServeHTTP(w, r)
			if strings.Contains(r.Header.Get("User-Agent"), "(remove.") {
				gone.Store(true)
			}
		})
	}
	got := conforming(
		t, serveOpen(t, goesAway), "--no-auth", "--tag-quota", "none", "--timeout", "1s", "--select",
		"add.answers-204,remove,wire",
	)
	if got.Code != cli.ExitNonConformant || !strings.Contains(got.Stdout, "\nNON-CONFORMANT: ") || !gone.Load() {
		t.Errorf("got %+v", got)
	}
}

func TestAHangingServerEndsTheRun(t *testing.T) {
	release := make(chan struct{})
	url := serveOpen(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		})
	})
	defer close(release)
	got := conforming(t, url, "--no-auth", "--timeout", "200ms")
	if got.Code != cli.ExitInconclusive || !strings.Contains(got.Stderr, "200ms") {
		t.Errorf("got %+v", got)
	}
}

func TestWithPending(t *testing.T) {
	got := withPending([]string{"i-1: answered 409"}, []images.Entry{
		{Event: images.Created, Image: "i-1", Name: "n-1"}, {Event: images.Created, Image: "i-10", Name: "n-10"},
		{Event: images.Creating, Name: "n-2"}, {Event: images.Created, Image: "i-", Name: "n-3"},
	})
	want := []string{
		"i-1: answered 409", "i-10: its cleanup is pending", "n-2: its cleanup is pending",
		"i-: its cleanup is pending",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Nothing is sent before everything that was given is checked.
func TestMistakesAreReportedTogetherBeforeAnythingIsSent(t *testing.T) {
	var requests atomic.Int64
	url := serveOpen(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	})
	got := conforming(
		t, url, "--no-auth", "--parallel", "0", "--clients", "1", "--replay", os.DevNull, "--timeout", "soon",
		"--select", "ad",
	)
	for _, flag := range []string{"--parallel", "--clients", "--replay", "--timeout", "the selection: "} {
		if !strings.Contains(got.Stderr, flag) {
			t.Errorf("%s is missing in %s", flag, got.Stderr)
		}
	}
	if got.Code != cli.ExitUsage || got.Stdout != "" || requests.Load() > 0 {
		t.Errorf("%d requests, got %+v", requests.Load(), got)
	}
}
