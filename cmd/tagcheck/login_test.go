package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/fixtures/identity/identitytest"
	"tagcheck/reference"
)

// alphaCloud starts a reference server that takes the tokens of an identity
// service, and gives a clouds.yaml with the owner's cloud and one that is wrong.
func alphaCloud(t *testing.T) (cloudsYAML string) {
	t.Helper()
	keystone := identitytest.Serve(t, identitytest.User{Name: "owner", Password: "owner-password", Project: "alpha", Roles: []string{"member"}})
	server := reference.New(reference.Demo())
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := keystone.Valid(r.Header.Get("X-Auth-Token")); ok {
			r.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	keystone.Image = []identitytest.Endpoint{{Interface: "public", Region: "one", URL: front.URL}}
	cloudsYAML = filepath.Join(t.TempDir(), "clouds.yaml")
	cloud := func(password string) string {
		return "{auth: {auth_url: " + keystone.AuthURL() + ", username: owner, password: " + password +
			", project_name: alpha, user_domain_name: Default, project_domain_name: Default}}"
	}
	content := "clouds:\n  alpha: " + cloud("owner-password") + "\n  wrong: " + cloud("mistyped-password") + "\n"
	if err := os.WriteFile(cloudsYAML, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return cloudsYAML
}

func TestLogins(t *testing.T) {
	file := alphaCloud(t)
	for _, tt := range []struct {
		name        string
		environment map[string]string
		args        []string
		code        int
		told        string
	}{
		{"by flag", nil, []string{"--os-cloud", "alpha"}, exitOK, "CONFORMANT: 1 of 1 requirements pass on http"},
		{"by environment", map[string]string{"OS_CLOUD": "alpha"}, nil, exitOK, "CONFORMANT: 1 of 1 requirements pass on http"},
		{"not the environment", map[string]string{"OS_CLOUD": "nowhere"}, []string{"--reference"}, exitOK, "judging the embedded reference server"},
		{"refused", nil, []string{"--os-cloud", "wrong"}, exitInconclusive, "The owner cannot log in: the identity service http"},
		{"unknown", nil, []string{"--os-cloud", "beta"}, exitUsage, `--os-cloud: ` + file + `: there is no cloud "beta"; the clouds are: alpha, wrong`},
		{"twice", nil, []string{"--os-cloud", "alpha", "--token", "t"}, exitUsage, "--os-cloud: the owner is given already, by --token"},
		{"no owner", nil, []string{"--second-user", "alpha", "http://127.0.0.1:1"}, exitUsage, "--second-user: the stranger is given, but not the owner"},
		{"one for two", nil, []string{"--os-cloud", "alpha", "--reader-user", "alpha"}, exitUsage, "--reader-user: the reader is the same user as the owner (--os-cloud)"},
		{"against itself", nil, []string{"--os-cloud", "alpha", "--reference"}, exitUsage, "--reference: the embedded reference server is judged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			environment := map[string]string{"OS_CLIENT_CONFIG_FILE": file}
			for name, value := range tt.environment {
				environment[name] = value
			}
			got := invokeWith(t, environment, append([]string{"conform", "--select", "remove.twice.404"}, tt.args...)...)
			if got.code != tt.code || !strings.Contains(got.stdout+got.stderr, tt.told) || strings.Contains(got.stdout+got.stderr, "-password") {
				t.Errorf("%d\n%s%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}
