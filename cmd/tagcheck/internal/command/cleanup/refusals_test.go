package cleanup

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/target"
)

func TestCleanupRefusesBeforeAnythingIsSent(t *testing.T) {
	s := newLeftServer(t)
	s.create(target.Owner)
	s.create(target.Stranger)
	const help = "\nRun 'tagcheck cleanup --help' for usage.\n"
	const missing = "the ledger has images of the %s: give the token with %s, or --no-auth if the target requires none"
	owner := fmt.Sprintf(missing, "owner", "--token @FILE")
	stranger := fmt.Sprintf(missing, "stranger", "--user stranger=@FILE")
	elsewhere := func(origin string) string {
		return fmt.Sprintf("%s has images of %s, but %s is http://127.0.0.1:1/v2; "+
			"give the URL in the ledger with --url, and the tokens of that target", s.ledger, s.root, origin)
	}
	before, content := s.requests.Load(), s.content()
	for name, test := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"no token":         {nil, nil, owner + "\n          " + stranger},
		"one token of two": {map[string]string{"TAGCHECK_TOKEN": "owner-token", "TAGCHECK_URL": s.root}, nil, stranger},
		"another URL":      {nil, append(demoFlags(), "--url", "http://127.0.0.1:1"), elsewhere("--url")},
		"another URL, already": {
			map[string]string{"OS_IMAGE_ENDPOINT": "http://127.0.0.1:1"}, demoFlags(), elsewhere("OS_IMAGE_ENDPOINT"),
		},
		"a wrong flag": {nil, append(demoFlags(), "--timeout", "soon"), "--timeout: "},
		"no patience":  {nil, append(demoFlags(), "--patience", "0s"), "--patience must be positive"},
		"a token without a URL": {nil, demoFlags(), s.ledger + " is about " + s.root +
			": to send a token there, give that URL with --url"},
		"a header without a URL": {nil, []string{"--no-auth", "--header", "Authorization: Basic x"}, s.ledger + " is about " +
			s.root + ": to send a token there, give that URL with --url"},
		"token and none": {nil, append(demoFlags()[:2:2], "--no-auth"), "--token: "},
	} {
		t.Run(name, func(t *testing.T) {
			got := invokeWith(t, test.environment, append([]string{"cleanup", s.ledger}, test.args...)...)
			complete := strings.HasPrefix(got.Stderr, "tagcheck: "+test.want) && strings.HasSuffix(got.Stderr, help)
			if got.Code != cli.ExitUsage || got.Stdout != "" || !complete {
				t.Errorf("got %+v\nwant %q", got, test.want)
			}
		})
	}
	if s.requests.Load() != before || s.content() != content {
		t.Error("something was sent or changed")
	}
}

func TestCleanupTouchesNoOtherFile(t *testing.T) {
	const header = `{"ledger":"tagcheck","version":1,"run":"0123456789abcdef0123456789abcdef"}` + "\n"
	const refused = " is not a ledger of tagcheck: "
	for name, test := range map[string]struct{ content, want string }{
		"text":            {"hello\n", "its first line is not the header of a ledger"},
		"one line":        {"hello", "its first line is not the header of a ledger"},
		"nothing":         {"", "it is empty"},
		"other JSON":      {`{"a":1}` + "\n", "its first line is not the header of a ledger"},
		"no header":       {`{"event":"created","url":"http://a/v2","user":"owner","image":"i"}` + "\n", "its first line"},
		"another version": {strings.Replace(header, ":1,", ":7,", 1), "its version is 7"},
		"no key":          {strings.Replace(header, "0123", "", 1), "its header has no key of a run"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got := invoke(t, "cleanup", path, "--no-auth")
			want := "tagcheck: " + path + refused + test.want
			if got.Code != cli.ExitUsage || got.Stdout != "" || !strings.HasPrefix(got.Stderr, want) {
				t.Errorf("got %+v\nwant %q", got, want)
			}
			if content, err := os.ReadFile(path); err != nil || string(content) != test.content {
				t.Errorf("the file is now %q, %v", content, err)
			}
		})
	}
	missing := filepath.Join(t.TempDir(), "missing")
	if got := invoke(t, "cleanup", missing); got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, missing) {
		t.Errorf("got %+v", got)
	}
	for _, path := range []string{"/dev/null", "/dev/zero", t.TempDir()} {
		got := invoke(t, "cleanup", path, "--no-auth")
		if got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, path+refused+"it is not a regular file") {
			t.Errorf("got %+v", got)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is gone: %v", path, err)
		}
	}
}
