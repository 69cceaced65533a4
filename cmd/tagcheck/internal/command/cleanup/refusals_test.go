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
		"one token of two": {map[string]string{"TAGCHECK_TOKEN": "owner-token"}, nil, stranger},
		"another URL":      {nil, append(demoFlags(), "--url", "http://127.0.0.1:1"), elsewhere("--url")},
		"another URL, already": {
			map[string]string{"OS_IMAGE_ENDPOINT": "http://127.0.0.1:1"}, demoFlags(), elsewhere("OS_IMAGE_ENDPOINT"),
		},
		"a wrong flag":   {nil, append(demoFlags(), "--timeout", "soon"), "--timeout: "},
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
	for name, test := range map[string]struct{ content, want string }{
		"text":       {"hello\n", ":1: "},
		"one line":   {"hello", " is not a ledger: its last line is not an entry"},
		"other JSON": {`{"a":1}` + "\n", ` is not a ledger of tagcheck: an entry has the event ""`},
		"a user": {
			`{"event":"created","url":"http://a/v2","user":"root","image":"i"}` + "\n",
			` is not a ledger of tagcheck: an entry has the user "root"`,
		},
		"no URL": {
			`{"event":"created","user":"owner","image":"i"}` + "\n",
			" is not a ledger of tagcheck: an entry has no URL",
		},
		"no image": {
			`{"event":"created","url":"http://a/v2","user":"owner","name":"n"}` + "\n",
			" is not a ledger of tagcheck: an entry names no image",
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got := invoke(t, "cleanup", path, "--no-auth")
			refused := strings.HasPrefix(got.Stderr, "tagcheck: "+path+test.want)
			if got.Code != cli.ExitUsage || got.Stdout != "" || !refused {
				t.Errorf("got %+v\nwant %q", got, test.want)
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
}
