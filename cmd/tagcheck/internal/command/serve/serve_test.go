package serve

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
)

func TestServe(t *testing.T) {
	s := startServe(t)
	if got := request(t, http.DefaultClient, "GET", s.url+"/v2/images", ""); got != http.StatusOK {
		t.Errorf("got %d", got)
	}
	if code := s.stop(); code != cli.ExitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	if want := "try: tagcheck conform " + s.url + " --no-auth --tag-quota none\n"; s.stdout.String() != want {
		t.Errorf("got %q, want %q", s.stdout, want)
	}
	if log := s.stderr.String(); strings.Count(log, "\n") != 1 ||
		!strings.Contains(log, "method=GET target=/v2/images status=200") {
		t.Errorf("got the access log %q", log)
	}
}

func TestServeDemoUsers(t *testing.T) {
	log := filepath.Join(t.TempDir(), "access.log")
	s := startServe(t, "--demo-users", "--path-prefix", "image/", "--access-log", log)
	if !strings.HasSuffix(s.url, "/image") {
		t.Errorf("got %s", s.url)
	}
	for token, want := range map[string]int{
		"": 401, "wrong": 401, "owner-token": 200, "stranger-token": 200, "reader-token": 200, "admin-token": 200,
	} {
		if got := request(t, http.DefaultClient, "GET", s.url+"/v2/images", token); got != want {
			t.Errorf("%q: got %d, want %d", token, got, want)
		}
	}
	if code := s.stop(); code != cli.ExitOK || s.stderr.String() != "" {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	want := "tokens, for the header X-Auth-Token:\n  owner     owner-token\n  stranger  stranger-token\n  reader    " +
		"reader-token\n  admin     admin-token\n" +
		"try: tagcheck conform " + s.url + " --token owner-token --user stranger=stranger-token --user " +
		"reader=reader-token --user admin=admin-token --tag-quota 10\n"
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
		if code := s.stop(); code != cli.ExitOK || !strings.HasSuffix(s.stdout.String(), test.want) {
			t.Errorf("%q: got %d, %s", test.args, code, s.stdout)
		}
	}
}

func TestServeLogsToStandardOutput(t *testing.T) {
	s := startServe(t, "--access-log", "-")
	request(t, http.DefaultClient, "GET", s.url+"/v2/images", "")
	if code := s.stop(); code != cli.ExitOK || s.stderr.String() != "" ||
		!strings.Contains(s.stdout.String(), "target=/v2/images status=200") {
		t.Errorf("got %d, %s, %s", code, s.stdout, s.stderr)
	}
}

func TestServeTLS(t *testing.T) {
	cert, key, client := certificate(t)
	s := startServe(t, "--tls-cert", cert, "--tls-key", key)
	if got := request(t, client, "GET", s.url+"/v2/images", ""); got != http.StatusOK ||
		!strings.HasPrefix(s.url, "https://") {
		t.Errorf("%s: got %d", s.url, got)
	}
	if code := s.stop(); code != cli.ExitOK || !strings.HasSuffix(s.stdout.String(), " --cacert '"+cert+"'\n") {
		t.Errorf("got %d, %s", code, s.stdout)
	}
}

// certificate writes that of httptest to files, in a folder whose name a shell
// would split, and returns a client that trusts it.
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
	for path, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AddCert(source.Certificate())
	return cert, key, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

func TestServeWarnsIfOthersReachIt(t *testing.T) {
	s := startServe(t, "--listen", "0.0.0.0:0")
	if !strings.HasPrefix(s.url, "http://127.0.0.1:") {
		t.Errorf("got %s, which no client can use", s.url)
	}
	if code := s.stop(); code != cli.ExitOK ||
		!strings.HasPrefix(s.stderr.String(), "tagcheck: warning: everybody who reaches ") {
		t.Errorf("got %d, %s", code, s.stderr)
	}
}

func TestServeThatCannotStart(t *testing.T) {
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
		"port in use": {
			[]string{"--listen", taken.Addr().String()},
			"--listen: " + taken.Addr().String() + " is in use; stop the process that listens there, or choose " +
				"another port, such as a free one with --listen 127.0.0.1:0\n",
		},
		"no address": {
			[]string{"--listen", "9292"}, `--listen must be HOST:PORT, such as 127.0.0.1:9292 (got "9292")` + help,
		},
		"a quota of 0": {
			[]string{"--tag-quota", "0"}, `--tag-quota must be a number of at least 1, or none (got "0")` + help,
		},
		"a quota in words": {
			[]string{"--tag-quota", "many"}, `--tag-quota must be a number of at least 1, or none (got "many")` + help,
		},
		"a path": {
			[]string{"--path-prefix", "/a?b"},
			`--path-prefix must consist of letters, digits and . _ ~ - between slashes (got "/a?b")` + help,
		},
		"a key alone":  {[]string{"--tls-key", "key.pem"}, "--tls-key needs --tls-cert" + help},
		"a cert alone": {[]string{"--tls-cert", "cert.pem"}, "--tls-cert needs --tls-key" + help},
		"no certificate": {
			[]string{"--tls-cert", missing, "--tls-key", missing},
			"--tls-cert and --tls-key: open " + missing + ": no such file or directory\n",
		},
		"no access log": {
			[]string{"--access-log", missing}, "--access-log: open " + missing + ": no such file or directory\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"serve"}, test.args...)...)
			if want := "tagcheck: " + test.want; got != (clitest.Result{Code: cli.ExitUsage, Stderr: want}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.Code, got.Stdout, got.Stderr, want)
			}
		})
	}
}
