package serve

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// served is a server that the program runs.
type served struct {
	url    string
	stderr *syncBuffer
	stdout *syncBuffer // what follows the first line
	stop   func() int  // ends it, for its exit code
	ended  chan int
}

// startServe runs 'tagcheck serve' on a free port and waits until it is ready.
func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	reader, writer := io.Pipe()
	s := &served{stderr: &syncBuffer{}, stdout: &syncBuffer{}, ended: make(chan int, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	a := &app{stdout: writer, stderr: s.stderr, getenv: func(string) string { return "" }}
	go func() {
		code := a.run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
		writer.Close()
		s.ended <- code
	}()
	lines := bufio.NewReader(reader)
	first, err := lines.ReadString('\n')
	url, ready := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	if err != nil || !ready {
		cancel()
		t.Fatalf("got %q, %v: exit code %d, %s", first, err, <-s.ended, s.stderr)
	}
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(s.stdout, lines)
		copied <- err
	}()
	s.url = url
	s.stop = func() int {
		cancel()
		code := <-s.ended
		if err := <-copied; err != nil {
			t.Error(err)
		}
		return code
	}
	return s
}

// request sends a request and gives its status.
func request(t *testing.T, client *http.Client, method, url, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("X-Auth-Token", token)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestServe(t *testing.T) {
	s := startServe(t)
	if got := request(t, http.DefaultClient, "GET", s.url+"/v2/images", ""); got != http.StatusOK {
		t.Errorf("got %d", got)
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	if want := "try: tagcheck conform " + s.url + " --no-auth --tag-quota none\n"; s.stdout.String() != want {
		t.Errorf("got %q, want %q", s.stdout, want)
	}
	if log := s.stderr.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "method=GET target=/v2/images status=200") {
		t.Errorf("got the access log %q", log)
	}
}

func TestServeDemoUsers(t *testing.T) {
	log := filepath.Join(t.TempDir(), "access.log")
	s := startServe(t, "--demo-users", "--path-prefix", "image/", "--access-log", log)
	if !strings.HasSuffix(s.url, "/image") {
		t.Errorf("got %s", s.url)
	}
	for token, want := range map[string]int{"": 401, "wrong": 401, "owner-token": 200, "stranger-token": 200, "reader-token": 200, "admin-token": 200} {
		if got := request(t, http.DefaultClient, "GET", s.url+"/v2/images", token); got != want {
			t.Errorf("%q: got %d, want %d", token, got, want)
		}
	}
	if code := s.stop(); code != exitOK || s.stderr.String() != "" {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	want := "tokens, to be sent in X-Auth-Token:\n  owner     owner-token\n  stranger  stranger-token\n  reader    reader-token\n  admin     admin-token\n" +
		"try: tagcheck conform " + s.url + " --token owner-token --user stranger=stranger-token --user reader=reader-token --user admin=admin-token --tag-quota 10\n"
	if s.stdout.String() != want {
		t.Errorf("got %s, want %s", s.stdout, want)
	}
	content, err := os.ReadFile(log)
	if err != nil || strings.Count(string(content), "\n") != 6 || strings.Contains(string(content), "-token") {
		t.Errorf("got %v, %s", err, content)
	}
}

func TestServeQuota(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--tag-quota", "3"}, " --no-auth --tag-quota 3\n"},
		{[]string{"--demo-users", "--tag-quota", "3"}, " --tag-quota 3\n"},
		{[]string{"--demo-users", "--tag-quota", "none"}, " --tag-quota none\n"},
	} {
		s := startServe(t, test.args...)
		if code := s.stop(); code != exitOK || !strings.HasSuffix(s.stdout.String(), test.want) {
			t.Errorf("%q: got %d, %s", test.args, code, s.stdout)
		}
	}
}

func TestServeLogsToStandardOutput(t *testing.T) {
	s := startServe(t, "--access-log", "-")
	request(t, http.DefaultClient, "GET", s.url+"/v2/images", "")
	if code := s.stop(); code != exitOK || s.stderr.String() != "" || !strings.Contains(s.stdout.String(), "target=/v2/images status=200") {
		t.Errorf("got %d, %s, %s", code, s.stdout, s.stderr)
	}
}

func TestServeTLS(t *testing.T) {
	cert, key, client := certificate(t)
	s := startServe(t, "--tls-cert", cert, "--tls-key", key)
	if got := request(t, client, "GET", s.url+"/v2/images", ""); got != http.StatusOK || !strings.HasPrefix(s.url, "https://") {
		t.Errorf("%s: got %d", s.url, got)
	}
	if code := s.stop(); code != exitOK || !strings.HasSuffix(s.stdout.String(), " --cacert '"+cert+"'\n") {
		t.Errorf("got %d, %s", code, s.stdout)
	}
}

// certificate writes that of httptest to files, in a folder whose name a shell
// would split, and gives a client that trusts it.
func certificate(t *testing.T) (cert, key string, client *http.Client) {
	t.Helper()
	source := httptest.NewTLSServer(http.NotFoundHandler())
	defer source.Close()
	pair := source.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a folder")
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AddCert(source.Certificate())
	return cert, key, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

func TestServeWarnsWhereOthersReachIt(t *testing.T) {
	s := startServe(t, "--listen", "0.0.0.0:0")
	if !strings.HasPrefix(s.url, "http://127.0.0.1:") {
		t.Errorf("got %s, which no client can use", s.url)
	}
	if code := s.stop(); code != exitOK || !strings.HasPrefix(s.stderr.String(), "tagcheck: warning: whoever reaches ") {
		t.Errorf("got %d, %s", code, s.stderr)
	}
}

func TestServeThatCanNotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	missing := filepath.Join(t.TempDir(), "missing", "file")
	const help = "\nRun 'tagcheck serve --help' for usage.\n"
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"port in use":      {[]string{"--listen", taken.Addr().String()}, "--listen: " + taken.Addr().String() + " is in use; stop what listens there, or take another port, such as a free one with --listen 127.0.0.1:0\n"},
		"no address":       {[]string{"--listen", "9292"}, `--listen: "9292" is not an address; write HOST:PORT, such as 127.0.0.1:9292` + help},
		"a quota of 0":     {[]string{"--tag-quota", "0"}, `--tag-quota: "0" is not a quota; write a number from 1, or "none"` + help},
		"a quota of words": {[]string{"--tag-quota", "many"}, `--tag-quota: "many" is not a quota; write a number from 1, or "none"` + help},
		"a path":           {[]string{"--path-prefix", "/a?b"}, `--path-prefix: "/a?b" is not a path of letters, digits and . _ ~ - between its slashes` + help},
		"half of TLS":      {[]string{"--tls-key", "key.pem"}, "--tls-cert and --tls-key belong together; give both or none" + help},
		"no certificate":   {[]string{"--tls-cert", missing, "--tls-key", missing}, "--tls-cert and --tls-key: open " + missing + ": no such file or directory\n"},
		"no access log":    {[]string{"--access-log", missing}, "--access-log: open " + missing + ": no such file or directory\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"serve"}, test.args...)...)
			if want := "tagcheck: " + test.want; got != (invoked{exitUsage, "", want}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.code, got.stdout, got.stderr, want)
			}
		})
	}
}
