package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
)

func wrote(user, octets string) imageapi.Said {
	return imageapi.Said{User: user, Octets: imageapi.Body{Size: int64(len(octets)), Text: octets}}
}

// piped runs a command in a shell whose nc keeps what it gets, and gives that.
func piped(t *testing.T, command string) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("sh is not installed")
	}
	out := filepath.Join(t.TempDir(), "out")
	c := exec.CommandContext(t.Context(), "sh")
	c.Stdin = strings.NewReader("nc() { cat >\"$OUT\"; }\n" + command + "\n")
	c.Env = []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "OUT=" + out, "OWNER_TOKEN=100% owner's", "STRANGER_TOKEN=other",
	}
	if text, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, command, text)
	}
	octets, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(octets)
}

func TestTheCommandOfAConversationWritesAllOfIt(t *testing.T) {
	x := sending("http://h:9292", "PUT", "/v2/images/1/tags/blue")
	bytes := "PUT /\xff HTTP/1.1\r\n\r\n"
	x.Sent.Raw = &imageapi.Raw{Said: []imageapi.Said{
		wrote("owner", "\r\nPUT /v2/images/1/tags/%62lue HTTP/1.1\r\n"+
			"X-Auth-Token: "+imageapi.Redacted+"\r\nX-Odd: it's \\n \x00\r\n\r\n"),
		wrote("stranger", "-DELETE / HTTP/1.1\r\nX-Auth-Token: "+imageapi.Redacted+"\r\n\r\n"),
		{Octets: binary(bytes)},
	}}
	want := "\r\nPUT /v2/images/1/tags/%62lue HTTP/1.1\r\nX-Auth-Token: 100% owner's\r\nX-Odd: it's \\n \x00\r\n\r\n" +
		"-DELETE / HTTP/1.1\r\nX-Auth-Token: other\r\n\r\n" + bytes
	if got := piped(t, Curl(x)); got != want {
		t.Errorf("want\n%q\ngot\n%q", want, got)
	}
}

func TestTheCommandOfAConversationSaysHowItWasSent(t *testing.T) {
	for _, c := range []struct {
		url  string
		raw  imageapi.Raw
		want string
	}{
		{"http://h:9292", imageapi.Raw{}, `printf 'PUT' | nc 'h' 9292`},
		{"http://h", imageapi.Raw{HalfClosed: true}, `printf 'PUT' | nc -N 'h' 80`},
		{"http://[::1]:1", imageapi.Raw{Piece: 1}, "# the check wrote 1 byte at a time\nprintf 'PUT' | nc '::1' 1"},
		{"https://h", imageapi.Raw{HalfClosed: true}, `printf 'PUT' | openssl s_client -quiet -connect 'h:443'`},
	} {
		x := sending(c.url, "PUT", "/t")
		x.Sent.URL = c.url + "/t"
		x.Sent.Raw = &c.raw
		x.Sent.Raw.Said = []imageapi.Said{wrote("", "PUT")}
		if got := Curl(x); got != c.want {
			t.Errorf("want\n%s\ngot\n%s", c.want, got)
		}
	}
	x := sending("http://h:1", "PUT", "/t")
	x.Sent.Raw = &imageapi.Raw{Said: []imageapi.Said{{Octets: imageapi.Body{Size: 9000, Text: "PUT", Truncated: true}}}}
	if got := Curl(x); !strings.Contains(got, "# a request of 9000 bytes was recorded in part\nprintf 'PUT' |") {
		t.Errorf("got %s", got)
	}
}
