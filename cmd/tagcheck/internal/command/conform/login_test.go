package conform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/identity/identitytest"
	"tagcheck/reference"
)

// alphaCloud starts a reference server that accepts the tokens of an identity
// service. It returns a clouds.yaml with the cloud of the owner and a wrong one.
func alphaCloud(t *testing.T) (cloudsYAML string) {
	t.Helper()
	keystone := identitytest.Serve(
		t,
		identitytest.User{Name: "owner", Password: "owner-password", Project: "alpha", Roles: []string{"member"}},
	)
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
		want        string
	}{
		{"by flag", nil, []string{"--os-cloud", "alpha"}, cli.ExitOK, "\nCONFORMANT: 1 of 1 "},
		{"by environment", map[string]string{"OS_CLOUD": "alpha"}, nil, cli.ExitOK, "\nCONFORMANT: 1 of 1 "},
		{
			"not the environment", map[string]string{"OS_CLOUD": "nowhere"}, []string{"--reference"}, cli.ExitOK,
			"Judging the embedded reference server",
		},
		{"refused", nil, []string{"--os-cloud", "wrong"}, cli.ExitInconclusive, "identity service"},
		{"unknown", nil, []string{"--os-cloud", "beta"}, cli.ExitUsage, `--os-cloud: ` + file},
		{"twice", nil, []string{"--os-cloud", "alpha", "--token", "t"}, cli.ExitUsage, "--os-cloud: "},
		{"no owner", nil, []string{"--second-user", "alpha", "http://127.0.0.1:1"}, cli.ExitUsage, "--second-user: "},
		{
			"one for two", nil, []string{"--os-cloud", "alpha", "--reader-user", "alpha"}, cli.ExitUsage,
			"--reader-user: ",
		},
		{
			"against itself", nil, []string{"--os-cloud", "alpha", "--reference"}, cli.ExitUsage,
			"--reference cannot be combined with",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			environment := map[string]string{"OS_CLIENT_CONFIG_FILE": file}
			for name, value := range tt.environment {
				environment[name] = value
			}
			got := conformingWith(t, environment, append([]string{"--select", "remove.twice.404"}, tt.args...)...)
			if got.Code != tt.code || !strings.Contains(got.Stdout+got.Stderr, tt.want) ||
				strings.Contains(got.Stdout+got.Stderr, "-password") {
				t.Errorf("%d\n%s%s", got.Code, got.Stdout, got.Stderr)
			}
		})
	}
}
