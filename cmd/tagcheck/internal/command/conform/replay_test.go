package conform

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
)

// refusesAgain answers 409 to the addition of a tag that is there.
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

func TestReplay(t *testing.T) {
	dir, bad, good := t.TempDir(), serveOpen(t, refusesAgain), serveOpen(t, nil)
	got := conforming(t, bad, "--no-auth", "--tag-quota", "none", "--select", "sequence.windows", "--report", dir)
	if got.Code != cli.ExitNonConformant {
		t.Fatalf("got %+v", got)
	}
	if n := strings.Count(got.Stdout, "curl --path-as-is"); n != 2 {
		t.Errorf("%d commands for two steps:\n%s", n, got.Stdout)
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
		"it fails again": {[]string{bad, "--no-auth", "--replay", file}, cli.ExitNonConformant, "409 Conflict"},
		"it says what was sent": {
			[]string{bad, "--no-auth", "--replay", file}, cli.ExitNonConformant, "sequence-windows.json",
		},
		"a correct server":    {[]string{good, "--no-auth", "--replay", file}, cli.ExitOK, "\nCONFORMANT: 1 of 1 "},
		"the embedded server": {[]string{"--replay", file}, cli.ExitOK, "\nCONFORMANT: 1 of 1 "},
		"waived": {
			[]string{bad, "--no-auth", "--replay", file, "--waivers", waivers}, cli.ExitOK, "WAIVED sequence.windows",
		},
		"an obsolete waiver": {
			[]string{good, "--no-auth", "--replay", file, "--waivers", waivers}, cli.ExitNonConformant,
			"sequence.windows",
		},
		"nobody listens": {
			[]string{"http://127.0.0.1:1", "--no-auth", "--replay", file}, cli.ExitInconclusive, "does not answer",
		},
		"no such file": {
			[]string{bad, "--no-auth", "--replay", file + "x"}, cli.ExitUsage, "--replay: open " + file + "x",
		},
		"an empty name": {[]string{bad, "--no-auth", "--replay", ""}, cli.ExitUsage, "--replay"},
		"a broken file": {
			[]string{bad, "--no-auth", "--replay", broken}, cli.ExitUsage, broken + ": line 2: format",
		},
		"with a selection": {
			[]string{bad, "--no-auth", "--replay", file, "--select", "add"}, cli.ExitUsage,
			"--replay cannot be combined with a selection or --certify",
		},
		"with a certification": {
			[]string{bad, "--no-auth", "--replay", file, "--certify"}, cli.ExitUsage,
			"--replay cannot be combined with a selection or --certify",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := conforming(t, tt.args...)
			if got.Code != tt.code || !strings.Contains(got.Stdout+got.Stderr, tt.out) {
				t.Errorf("exit code %d, want %d and %q in:\n%s%s", got.Code, tt.code, tt.out, got.Stdout, got.Stderr)
			}
		})
	}
}
