package report

import (
	"bufio"
	"context"
	"encoding/base64"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/escape"
)

// arrived is a request as a server sees it.
type arrived struct {
	method, uri, body string
	chunked           bool
	length            int64
	header            http.Header
}

// listening gives a server that passes on each request it gets.
func listening(t *testing.T) (string, <-chan arrived) {
	t.Helper()
	got := make(chan arrived, 100) // more than any test sends: a handler never waits
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		chunked := slices.Contains(r.TransferEncoding, "chunked")
		got <- arrived{r.Method, r.RequestURI, string(body), chunked, r.ContentLength, r.Header}
	}))
	server.Config.DisableGeneralOptionsHandler = true
	server.Start()
	t.Cleanup(server.Close)
	return server.URL, got
}

// run executes a command as a person would who pastes it in a POSIX shell.
func run(t *testing.T, command string) {
	t.Helper()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "sh")
	c.WaitDelay = time.Second // the shell's children may hold its output open
	c.Stdin = strings.NewReader(command + "\n")
	c.Env = []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "OWNER_TOKEN=owner's token", "STRANGER_TOKEN=other", "TOKEN=derived",
		"X_EXTRA=extra", "HOME=" + t.TempDir(), "NO_PROXY=*",
	}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, command, out)
	}
}

// sending makes an exchange whose request went to base.
func sending(base, method, target string, fields ...imageapi.Field) *imageapi.Exchange {
	host := strings.TrimPrefix(base, "http://")
	url := target
	if strings.HasPrefix(target, "/") {
		url = base + target
	}
	return &imageapi.Exchange{Sent: imageapi.Sent{
		Method: method, Target: target, URL: url, Fields: append([]imageapi.Field{{Name: "Host", Value: host}}, fields...),
	}}
}

func withBody(x *imageapi.Exchange, body string) *imageapi.Exchange {
	x.Sent.Body = imageapi.Body{Size: int64(len(body)), Text: body}
	return x
}

func withBinary(x *imageapi.Exchange, body string) *imageapi.Exchange {
	x.Sent.Body = binary(body)
	return x
}

// binary is how a body that is not text is recorded.
func binary(body string) imageapi.Body {
	return imageapi.Body{
		Size: int64(len(body)), Text: base64.StdEncoding.EncodeToString([]byte(body)), Base64: true,
	}
}

func by(user string, x *imageapi.Exchange) *imageapi.Exchange {
	x.User = user
	return x
}

type pair = imageapi.Field

func TestTheCommandSendsTheSameRequest(t *testing.T) {
	base, got := listening(t)
	token := pair{Name: "X-Auth-Token", Value: imageapi.Redacted}
	clear := func(v string) pair { return pair{Name: "X-Auth-Token", Value: v} }
	json, none := pair{Name: "Content-Type", Value: "application/json"}, pair{Name: "Content-Length", Value: "0"}
	chunked := pair{Name: "Transfer-Encoding", Value: "chunked"}
	tokenIs := func(v string) map[string]string { return map[string]string{"X-Auth-Token": v} }
	long := withBody(sending(base, "PUT", "/v2/t", json), "beginning")
	long.Sent.Body.Size, long.Sent.Body.Truncated = 1<<20+1, true
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for name, c := range map[string]struct {
		x       *imageapi.Exchange
		body    string // that must arrive, if it is not the recorded one
		headers map[string]string
	}{
		"bare":       {x: sending(base, "DELETE", "/v2/images/1/tags/a")},
		"empty body": {x: sending(base, "PUT", "/v2/images/1/tags/a", none)},
		"owner":      {x: by("owner", sending(base, "PUT", "/t", token)), headers: tokenIs("owner's token")},
		"stranger":   {x: by("stranger", sending(base, "PUT", "/t", token)), headers: tokenIs("other")},
		"derived":    {x: sending(base, "PUT", "/t", token), headers: tokenIs("derived")},
		"secret within": {
			x:       by("owner", sending(base, "PUT", "/t", clear("a"+imageapi.Redacted+"$b'"))),
			headers: tokenIs("aowner's token$b'"),
		},
		"other secret": {
			x:       sending(base, "PUT", "/t", pair{Name: "X-Extra", Value: imageapi.Redacted}),
			headers: map[string]string{"X-Extra": "extra"},
		},
		"empty token":   {x: sending(base, "PUT", "/t", clear(""))},
		"garbage token": {x: sending(base, "PUT", "/t", clear("`id` $(id) \"'!\\"))},
		"own agent": {x: sending(base, "GET", "/t",
			pair{Name: "User-Agent", Value: "tagcheck/1 (a.b)"}, pair{Name: "Accept", Value: "application/json"})},
		"query":          {x: sending(base, "GET", "/v2/images?name=a%26b&x='1'&tag=[a]{b,c}")},
		"dots":           {x: sending(base, "PUT", "/v2/images/1/tags/..", none)},
		"encoded dots":   {x: sending(base, "PUT", "/v2/images/1/tags/%2E%2e", none)},
		"lower escapes":  {x: sending(base, "PUT", "/v2/images/1/tags/%c3%bC%2f", none)},
		"single quote":   {x: sending(base, "PUT", "/v2/images/1/tags/it's", none)},
		"bare question":  {x: sending(base, "PUT", "/v2/images/1/tags/a?", none)},
		"raw characters": {x: sending(base, "PUT", "/v2/images/1/tags/\u00fc\xff", none)},
		"another host":   {x: sending(base, "GET", "/t", pair{Name: "X-Host", Value: "a"})},
		"JSON body":      {x: withBody(sending(base, "PUT", "/t", json), `{"it's": "50% \\ \n"}`)},
		"body no type":   {x: withBody(sending(base, "PUT", "/t"), "x")},
		"body of lines":  {x: withBody(sending(base, "PUT", "/t"), "a\nb\r\n\x00\x1b[31m\n\n")},
		"body of @":      {x: withBody(sending(base, "PUT", "/t"), "@/etc/hostname")},
		"body of -":      {x: withBody(sending(base, "PUT", "/t"), "-n\t")},
		"every byte":     {x: withBinary(sending(base, "PUT", "/t"), string(every))},
		"digits":         {x: withBinary(sending(base, "PUT", "/t"), "\xff123\x007%s")},
		"2 KiB":          {x: withBody(sending(base, "PUT", "/t"), strings.Repeat("y", 2048))},
		"shortened":      {x: long, body: strings.Repeat("x", 1<<20+1)},
		"chunked":        {x: withBody(sending(base, "PUT", "/t", chunked), "in chunks")},
		"chunked empty":  {x: sending(base, "PUT", "/t", chunked)},
		"HEAD":           {x: sending(base, "HEAD", "/v2/images/1/tags/a")},
		"lower case":     {x: sending(base, "put", "/t", none)},
		"odd method":     {x: sending(base, "A'B!", "/t")},
		"star":           {x: sending(base, "OPTIONS", "*")},
		"absolute":       {x: sending(base, "GET", base+"/v2/abs")},
		"fields twice":   {x: sending(base, "GET", "/t", pair{Name: "X-A", Value: "1"}, pair{Name: "X-A", Value: "2"})},
	} {
		t.Run(name, func(t *testing.T) {
			command := Curl(c.x)
			if stripped := strings.ReplaceAll(command, "\n", ""); !escape.Printable(stripped) {
				t.Errorf("the command does not print: %q", command)
			}
			for len(got) > 0 {
				<-got // of a command that failed
			}
			run(t, command)
			select {
			case r := <-got:
				compare(t, c.x, c.body, c.headers, r)
			default:
				t.Error("nothing arrived")
			}
			if t.Failed() {
				t.Log(command)
			}
		})
	}
}

func compare(t *testing.T, x *imageapi.Exchange, body string, secrets map[string]string, r arrived) {
	t.Helper()
	if body == "" {
		body, _ = recorded(x.Sent.Body)
	}
	if r.method != x.Sent.Method || r.uri != x.Sent.Target || r.body != body {
		t.Errorf("want %s %s %.40q, got %s %s %.40q", x.Sent.Method, x.Sent.Target, body, r.method, r.uri, r.body)
	}
	if framed := sent(x.Sent, "Transfer-Encoding"); r.chunked != framed || !framed && r.length != int64(len(body)) {
		t.Errorf("framing: got chunked %t, length %d", r.chunked, r.length)
	}
	want := http.Header{}
	for _, f := range x.Sent.Fields {
		if value, ok := secrets[f.Name]; ok {
			f.Value = value
		}
		want.Add(f.Name, f.Value)
	}
	for _, h := range []http.Header{want, r.header} {
		for _, framing := range []string{"Host", "Content-Length", "Transfer-Encoding"} {
			h.Del(framing)
		}
	}
	if !maps.EqualFunc(want, r.header, slices.Equal) {
		t.Errorf("header: got %q, want %q", want, r.header)
	}
}

// A server of Go refuses these before a handler sees them, so the test reads the
// line itself.
func TestTheCommandSendsATargetThatIsNotAURLAsItIs(t *testing.T) {
	for _, target := range []string{"/v2/images/1/tags/a b", "/v2/images/1/tags/a#b", `/v2/images\1`, "no-slash"} {
		t.Run(target, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			lines := make(chan string, 1)
			go func() {
				c, err := l.Accept()
				if err != nil {
					return
				}
				defer c.Close()
				line, _ := bufio.NewReader(c).ReadString('\n')
				lines <- line
				io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
			}()
			run(t, Curl(sending("http://"+l.Addr().String(), "PUT", target)))
			if want, line := "PUT "+target+" HTTP/1.1\r\n", <-lines; line != want {
				t.Errorf("want %q, got %q", want, line)
			}
		})
	}
}

func TestTheCommandGoesToTheServerOfTheRequest(t *testing.T) {
	host := pair{Name: "Host", Value: "asked:1"}
	for _, c := range []struct{ url, target, want string }{
		{"http://elsewhere/t", "http://elsewhere/t", "'http://asked:1/'"}, {"*", "*", "'http://asked:1/'"},
		{"https://real:2/a b", "/a b", "'https://real:2/'"},
	} {
		sent := imageapi.Sent{Method: "GET", Target: c.target, URL: c.url, Fields: []pair{host}}
		got := Curl(&imageapi.Exchange{Sent: sent})
		if !strings.HasSuffix(got, "--request-target '"+c.target+"' "+c.want) {
			t.Errorf("%s: got %s, want %s", c.target, c.want, got)
		}
	}
}

func TestTheCommandReadsAsAPersonWouldWriteIt(t *testing.T) {
	x := by("owner", sending("http://h:9292", "PUT", "/v2/images/1/tags/blue",
		pair{Name: "X-Auth-Token", Value: imageapi.Redacted}, pair{Name: "Accept", Value: "application/json"}))
	want := `curl --path-as-is --http1.1 -i -X PUT -H "X-Auth-Token: $OWNER_TOKEN" -H 'Accept: application/json' ` +
		`-H 'User-Agent:' 'http://h:9292/v2/images/1/tags/blue'`
	if got := Curl(x); got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
}

func TestTheCommandOfARequestThatWasNeverMadeSaysSo(t *testing.T) {
	got := Curl(&imageapi.Exchange{Outcome: imageapi.NotSent, Error: "get a token\nfor owner"})
	if want := `# there is no request to send again: no answer: get a token\nfor owner`; got != want {
		t.Errorf("got %q", got)
	}
}

func TestAHostThatDiffersFromTheURLIsSent(t *testing.T) {
	for _, c := range []struct{ url, host, want string }{
		{"http://h:80/t", "h:80", "-H 'Host: h:80'"}, {"http://h/t", "other", "-H 'Host: other'"},
		{"http://h/t", "", "-H 'Host;'"}, {"http://h:81/t", "h:81", ""},
	} {
		x := &imageapi.Exchange{Sent: imageapi.Sent{
			Method: "GET", Target: "/t", URL: c.url, Fields: []imageapi.Field{{Name: "Host", Value: c.host}},
		}}
		if got := Curl(x); c.want == "" && strings.Contains(got, "Host") || !strings.Contains(got, c.want) {
			t.Errorf("%s to %s: got %s", c.host, c.url, got)
		}
	}
}
