package conform

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tagcheck/reference"
	"tagcheck/reference/fault"
)

// conforming runs the program in this process and gives what it printed.
func conforming(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var out, errs bytes.Buffer
	code = run(append([]string{"conform"}, args...), strings.NewReader(""), &out, &errs, func(string) string { return "" })
	return code, out.String(), errs.String()
}

// open is a target without users, and faulty is one whose PUT answers 200.
func open(t *testing.T, wrap func(next http.Handler) http.Handler) string {
	t.Helper()
	var handler http.Handler = reference.New(reference.Config{})
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func putAnswers200(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			next.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusOK)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func TestExitCodesOfConform(t *testing.T) {
	waivers := filepath.Join(t.TempDir(), "waivers.yaml")
	waiver := "- requirement: add.answers-204\n  owner: o\n  reason: r\n  link: l\n  expires: 2999-12-31\n"
	if err := os.WriteFile(waivers, []byte(waiver), 0o600); err != nil {
		t.Fatal(err)
	}
	good, bad := open(t, nil), open(t, putAnswers200)
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	for _, tt := range []struct {
		name string
		args []string
		code int
		out  string // in what is printed, on either stream
	}{
		{"conformant", []string{good, "--no-auth", "--select", "add.answers-204"}, exitOK, "CONFORMANT: 1 of 1 requirements pass"},
		{"the embedded server", []string{"--select", "remove.twice.404"}, exitOK, "judging the embedded reference server"},
		{"non-conformant", []string{bad, "--no-auth", "--select", "add.answers-204"}, exitNonConformant, "expected the status 204 No Content; came 200 OK"},
		{"waived", []string{bad, "--no-auth", "--select", "add.answers-204", "--waivers", waivers}, exitOK, ""},
		{"a waiver that no longer fails", []string{good, "--no-auth", "--select", "add.answers-204", "--waivers", waivers}, exitNonConformant, "no longer fail"},
		{"nobody listens", []string{dead.URL, "--no-auth"}, exitInconclusive, "does not answer"},
		{"nothing to judge", []string{good, "--no-auth", "--select", "access.add.401"}, exitInconclusive, "no requirement was judged"},
		{"not authorised", []string{demo(t)}, exitInconclusive, "give one with --token"},
		{"not fully verified", []string{good, "--certify"}, exitNotFullyVerified, ""},
		{"an empty selection", []string{"--select", "add.storse"}, exitUsage, "did you mean add.stores?"},
		{"a selection that can't be checked", []string{"--select", "remove.possible.500"}, exitUsage, "can't be checked from outside"},
		{"a wrong URL", []string{"127.0.0.1:9292"}, exitUsage, "http://127.0.0.1:9292"},
		{"no such profile", []string{"--profile", "nobody"}, exitUsage, "documented, glance"},
		{"no such waivers", []string{"--waivers", "/nonexistent/w.yaml"}, exitUsage, "--waivers"},
		{"no checks at once", []string{"--parallel", "0"}, exitUsage, "--parallel"},
		{"a part is no certification", []string{"--certify", "--select", "add"}, exitUsage, "--certify"},
		{"quiet and verbose", []string{"--quiet", "--verbose"}, exitUsage, "--quiet and --verbose"},
		{"a report that can't be written", []string{"--report", "/proc/report"}, exitUsage, "--report"},
		{"a flag that is none", []string{"--tokn", "x"}, exitUsage, "--tokn"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := conforming(t, tt.args...)
			if code != tt.code || !strings.Contains(stdout+stderr, tt.out) {
				t.Errorf("exit code %d, want %d and %q in:\n%s%s", code, tt.code, tt.out, stdout, stderr)
			}
		})
	}
}

// demo is a target that asks for a token.
func demo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(reference.New(reference.Demo()))
	t.Cleanup(server.Close)
	return server.URL
}

func TestAFailureShowsHowToRepeatIt(t *testing.T) {
	_, stdout, _ := conforming(t, open(t, putAnswers200), "--no-auth", "--select", "add.answers-204")
	for _, part := range []string{"add.answers-204", "document", "expected the status 204", "came 200 OK", "curl ", "NON-CONFORMANT"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("%q is not in\n%s", part, stdout)
		}
	}
	if _, quiet, _ := conforming(t, open(t, putAnswers200), "--no-auth", "--select", "add.answers-204", "--quiet"); len(quiet) > len(stdout)/2 {
		t.Errorf("--quiet prints\n%s", quiet)
	}
}

func TestReportsAndGitHubAnnotations(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	code, stdout, stderr := conforming(t, open(t, putAnswers200), "--no-auth", "--select", "add.answers-204", "--report", dir, "--github")
	if code != exitNonConformant {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, name := range []string{"report.json", "junit.xml", "report.md", "exchanges.har"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, "report.json")); err != nil || !strings.Contains(string(data), `"bank": "`+fault.Digest()+`"`) {
		t.Errorf("the report does not say how good the judge is: %v", err)
	}
	if !strings.Contains(stdout, "\njudge: ") {
		t.Errorf("nothing is said of the judge in\n%s", stdout)
	}
	if !strings.Contains(stdout, "::error title=add.answers-204") {
		t.Errorf("no annotation in\n%s", stdout)
	}
}

// program builds tagcheck, for what needs a process of its own.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tagcheck")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// verdicts reads the verdicts of a report, by requirement.
func verdicts(t *testing.T, dir string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Requirements []struct{ ID, Verdict string }
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, q := range r.Requirements {
		found[q.ID] = q.Verdict
	}
	return found
}

func TestChecksAtOnceComeToTheSameVerdicts(t *testing.T) {
	tagcheck, serial, parallel := program(t), t.TempDir(), t.TempDir()
	url := open(t, putAnswers200)
	for dir, n := range map[string]string{serial: "1", parallel: "3"} {
		cmd := exec.Command(tagcheck, "conform", url, "--no-auth", "--tag-quota", "none", "--quiet", "--parallel", n, "--report", dir)
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
		if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != exitNonConformant {
			t.Fatalf("--parallel %s: %v\n%s", n, err, out)
		}
	}
	one, three := verdicts(t, serial), verdicts(t, parallel)
	if len(one) < 100 || len(one) != len(three) {
		t.Fatalf("%d and %d requirements", len(one), len(three))
	}
	for id, v := range one {
		if three[id] != v {
			t.Errorf("%s: %s alone, %s at once", id, v, three[id])
		}
	}
}

// Whatever a check says of an exchange, it is one of its own by that number.
func TestExchangesHaveTheNumbersThatAreTold(t *testing.T) {
	tagcheck, dir := program(t), t.TempDir()
	cmd := exec.Command(tagcheck, "conform", open(t, putAnswers200), "--no-auth", "--tag-quota", "none", "--quiet", "--select", "add", "--parallel", "3", "--report", dir)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != exitNonConformant {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
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
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	told, owner := 0, map[int]string{}
	for _, x := range r.Evidence {
		if owner[x.ID] != "" {
			t.Errorf("two exchanges have the number %d", x.ID)
		}
		owner[x.ID] = x.Check
	}
	for _, c := range r.Checks {
		for _, number := range regexp.MustCompile(`\(exchange (\d+)\)`).FindAllStringSubmatch(strings.Join(c.Deviations, "\n"), -1) {
			told++
			if n, _ := strconv.Atoi(number[1]); owner[n] != c.ID {
				t.Errorf("%s tells of exchange %d, which is none of its own", c.ID, n)
			}
		}
	}
	if told < 10 {
		t.Errorf("%d exchanges are told of", told)
	}
}

func TestASignalEndsTheRunInOrder(t *testing.T) {
	tagcheck := program(t)
	for name, tt := range map[string]struct {
		signal   syscall.Signal
		code     int
		parallel string
	}{
		"SIGINT":             {syscall.SIGINT, exitInterrupted, "1"},
		"SIGTERM":            {syscall.SIGTERM, exitTerminated, "1"},
		"SIGINT to a parent": {syscall.SIGINT, exitInterrupted, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			server := reference.New(reference.Config{})
			var served atomic.Int32
			enough := make(chan struct{})
			url := open(t, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if served.Add(1) == 150 {
						close(enough)
					}
					server.ServeHTTP(w, r)
				})
			})
			report := t.TempDir()
			cmd := exec.Command(tagcheck, "conform", url, "--no-auth", "--parallel", tt.parallel, "--report", report)
			cache := t.TempDir()
			cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-enough
			if err := cmd.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != tt.code {
				t.Errorf("exit code %d, want %d\n%s", code, tt.code, &out)
			}
			if found := verdicts(t, report); len(found) < 100 {
				t.Errorf("the partial report has %d requirements", len(found))
			}
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v2/images", nil))
			if !strings.Contains(w.Body.String(), `"images":[]`) {
				t.Errorf("images are left: %s", w.Body)
			}
			if ledgers, err := filepath.Glob(filepath.Join(cache, "tagcheck", "*")); err != nil || len(ledgers) > 0 {
				t.Errorf("ledgers are left: %q, %v", ledgers, err)
			}
		})
	}
}

func TestAHangingServerEndsWithinItsTimeouts(t *testing.T) {
	begun := time.Now()
	release := make(chan struct{})
	url := open(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		})
	})
	defer close(release)
	code, _, stderr := conforming(t, url, "--no-auth", "--timeout", "200ms")
	if code != exitInconclusive || !strings.Contains(stderr, "no answer within 200ms") {
		t.Errorf("exit code %d after %s: %s", code, time.Since(begun), stderr)
	}
}
