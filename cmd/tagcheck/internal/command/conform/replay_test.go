package conform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refusesAgain answers 409 to a tag that is there.
func refusesAgain(next http.Handler) http.Handler {
	there := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.URL.Path
		switch {
		case r.Method == http.MethodPut && there[key]:
			w.WriteHeader(http.StatusConflict)
			return
		case r.Method == http.MethodPut:
			there[key] = true
		case r.Method == http.MethodDelete:
			delete(there, key)
		}
		next.ServeHTTP(w, r)
	})
}

func TestAReportHoldsWhatIsSentAgain(t *testing.T) {
	dir, bad, good := t.TempDir(), open(t, refusesAgain), open(t, nil)
	code, stdout, stderr := conforming(t, bad, "--no-auth", "--tag-quota", "none", "--select", "sequence.windows", "--report", dir)
	if code != exitNonConformant {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	if n := strings.Count(stdout, "curl --path-as-is"); n != 2 {
		t.Errorf("%d commands for two steps:\n%s", n, stdout)
	}
	file := filepath.Join(dir, "sequence-windows.json")
	waivers := filepath.Join(dir, "waivers.yaml")
	waiver := "- requirement: sequence.windows\n  owner: o\n  reason: r\n  link: l\n  expires: 2999-12-31\n"
	if err := os.WriteFile(waivers, []byte(waiver), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "broken.json")
	if err := os.WriteFile(broken, []byte("{\n\"format\": 1}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args []string
		code int
		out  string
	}{
		"it fails again":              {[]string{bad, "--no-auth", "--replay", file}, exitNonConformant, "expected the status 204 No Content; came 409 Conflict"},
		"it says what was sent":       {[]string{bad, "--no-auth", "--replay", file}, exitNonConformant, "Sent again: sequence-windows.json, 2 requests"},
		"a server that is right":      {[]string{good, "--no-auth", "--replay", file}, exitOK, "CONFORMANT: 1 of 1 requirements pass"},
		"the embedded server":         {[]string{"--replay", file}, exitOK, "CONFORMANT: 1 of 1 requirements pass"},
		"waived":                      {[]string{bad, "--no-auth", "--replay", file, "--waivers", waivers}, exitOK, "WAIVED sequence.windows"},
		"a waiver that is not needed": {[]string{good, "--no-auth", "--replay", file, "--waivers", waivers}, exitNonConformant, "no longer fail"},
		"nobody listens":              {[]string{"http://127.0.0.1:1", "--no-auth", "--replay", file}, exitInconclusive, "does not answer"},
		"no such file":                {[]string{bad, "--no-auth", "--replay", file + "x"}, exitUsage, "--replay: open " + file + "x"},
		"no file at all":              {[]string{bad, "--no-auth", "--replay", ""}, exitUsage, "--replay"},
		"a broken file":               {[]string{bad, "--no-auth", "--replay", broken}, exitUsage, broken + ": line 2: format"},
		"a selection besides":         {[]string{bad, "--no-auth", "--replay", file, "--select", "add"}, exitUsage, "--replay: the file says what is judged"},
		"a certification":             {[]string{bad, "--no-auth", "--replay", file, "--certify"}, exitUsage, "--replay: the file says what is judged"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := conforming(t, tt.args...)
			if code != tt.code || !strings.Contains(stdout+stderr, tt.out) {
				t.Errorf("exit code %d, want %d and %q in:\n%s%s", code, tt.code, tt.out, stdout, stderr)
			}
		})
	}
}

// A file that is wrong is told before anything is sent.
func TestNothingIsSentForAFileThatIsWrong(t *testing.T) {
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { sent++ }))
	defer server.Close()
	if code, _, _ := conforming(t, server.URL, "--no-auth", "--replay", os.DevNull); code != exitUsage || sent > 0 {
		t.Errorf("exit code %d, %d requests", code, sent)
	}
}
