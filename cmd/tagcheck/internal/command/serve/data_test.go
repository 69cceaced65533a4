package serve

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
)

func TestServeStoresItsImagesInAFile(t *testing.T) {
	data := filepath.Join(t.TempDir(), "images")
	const image = "6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10"
	first := startServe(t, "--data", data)
	answer, err := http.Post(first.url+"/v2/images", "application/json", strings.NewReader(`{"id": "`+image+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	tag := "/v2/images/" + image + "/tags/%E6%97%A5"
	if got := request(t, http.DefaultClient, "PUT", first.url+tag, ""); got != http.StatusNoContent {
		t.Fatalf("got %d", got)
	}
	second := invoke(t, "serve", "--listen", "127.0.0.1:0", "--data", data)
	if second.Code != cli.ExitUsage ||
		!strings.Contains(second.Stderr, "--data: "+data+" is in use by another server") ||
		second.Stdout != "" {
		t.Errorf("two servers with one file: exit code %d, %s%s", second.Code, second.Stdout, second.Stderr)
	}
	if code := first.stop(); code != cli.ExitOK {
		t.Errorf("exit code %d, %s", code, first.stderr)
	}
	third := startServe(t, "--data", data)
	if got := request(t, http.DefaultClient, "DELETE", third.url+tag, ""); got != http.StatusNoContent {
		t.Errorf("the tag is gone: got %d", got)
	}
	if code := third.stop(); code != cli.ExitOK {
		t.Errorf("exit code %d, %s", code, third.stderr)
	}
}

func TestMistakesInTheFileOfServe(t *testing.T) {
	dir := t.TempDir()
	letter := filepath.Join(dir, "letter")
	if err := os.WriteFile(letter, []byte("Dear reader"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no name":      {[]string{"--data", ""}, "--data: the file name is empty"},
		"no directory": {[]string{"--data", filepath.Join(dir, "none", "file")}, "--data: open " + dir},
		"another file": {
			[]string{"--data", letter}, "--data: " + letter + ": ",
		},
		"a fault without it": {
			[]string{"--fault", "crash-forgets-removals"},
			"crash-forgets-removals needs --data: its behaviour shows after the server was killed and started again",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"serve"}, test.args...)...)
			if got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, test.want) || got.Stdout != "" {
				t.Errorf("exit code %d: %s%s", got.Code, got.Stdout, got.Stderr)
			}
		})
	}
}
