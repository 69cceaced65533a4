package suites_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/identity"
	"tagcheck/fixtures/identity/identitytest"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// demoTokens are those of the reference server, by the user's name.
var demoTokens = map[string]string{
	"owner": reference.DemoOwnerToken, "stranger": reference.DemoStrangerToken, "reader": reference.DemoReaderToken, "admin": reference.DemoAdminToken,
}

// cloud starts a reference server behind an identity service: it takes the
// tokens of that and no other. The target has no URL: the catalogue has it.
func cloud(t *testing.T) (*identitytest.Keystone, target.Target) {
	t.Helper()
	keystone := identitytest.Serve(t,
		identitytest.User{Name: "owner", Password: "owner-password", Project: "alpha", Roles: []string{"member"}},
		identitytest.User{Name: "stranger", Password: "stranger-password", Project: "beta", Roles: []string{"member"}},
		identitytest.User{Name: "reader", Password: "reader-password", Project: "alpha", Roles: []string{"reader"}},
		identitytest.User{Name: "admin", Password: "admin-password", Project: "admin", Roles: []string{"admin"}},
	)
	forward := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: serve(t, reference.Demo()).Host})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, ok := keystone.Valid(r.Header.Get("X-Auth-Token")); ok {
			r.Header.Set("X-Auth-Token", demoTokens[user.Name])
		} else {
			r.Header.Del("X-Auth-Token")
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	keystone.Image = []identitytest.Endpoint{{Interface: "public", Region: "one", URL: front.URL}}
	users := map[target.Role]target.TokenSource{}
	for _, role := range target.Roles() {
		users[role] = login(t, keystone, string(role))
	}
	return keystone, target.Target{
		Users: users, Timeout: 10 * time.Second,
		Capabilities: target.Capabilities{TagQuota: reference.Demo().TagQuota, QuotaProbe: 256},
	}
}

func login(t *testing.T, keystone *identitytest.Keystone, name string) *identity.Login {
	t.Helper()
	variables := map[string]string{
		"OS_AUTH_URL": keystone.AuthURL(), "OS_USERNAME": name, "OS_PASSWORD": name + "-password", "OS_PROJECT_NAME": "any",
		"OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
	}
	c, err := identity.FromEnvironment(func(variable string) string { return variables[variable] })
	if err != nil {
		t.Fatal(err)
	}
	return c.Login(nil)
}

func TestTokensAreRenewedInALongRun(t *testing.T) {
	keystone, target := cloud(t)
	keystone.Lifetime = 100 * time.Millisecond
	result, err := suites.Run(context.Background(), target, suites.Options{Requirements: requirement.Having([]string{"access.add.reader", "remove.twice.404", "sequence.state"})})
	if err != nil || result.Conclusion != verdict.Conformant {
		t.Errorf("%v, %s %s", err, result.Conclusion, result.Reason)
	}
	if keystone.Logins <= len(demoTokens) {
		t.Errorf("%d logins", keystone.Logins)
	}
}

func TestUsersThatAreNotWhatTheyAreTakenFor(t *testing.T) {
	for name, tt := range map[string]struct {
		role target.Role
		user identitytest.User
		want string
	}{
		"stranger": {target.Stranger, identitytest.User{Project: "alpha", Roles: []string{"member"}}, "The stranger has the same project as the owner"},
		"admin":    {target.Stranger, identitytest.User{Project: "beta", Roles: []string{"admin"}}, "The stranger has the role admin"},
		"project":  {target.Reader, identitytest.User{Project: "beta", Roles: []string{"reader"}}, "The reader has another project, beta, than the owner, alpha"},
		"writer":   {target.Reader, identitytest.User{Project: "alpha", Roles: []string{"reader", "member"}}, "The reader has the role member"},
	} {
		t.Run(name, func(t *testing.T) {
			keystone, aim := cloud(t)
			tt.user.Name, tt.user.Password = "other", "other-password"
			keystone.Users = append(keystone.Users, tt.user)
			aim.Users[tt.role] = login(t, keystone, "other")
			result, err := suites.Run(context.Background(), aim, suites.Options{})
			unready(t, result, err, tt.want)
		})
	}
}

func TestAnIdentityServiceThatIsAwayIsNoVerdict(t *testing.T) {
	keystone, target := cloud(t)
	keystone.Down = true
	result, err := suites.Run(context.Background(), target, suites.Options{})
	unready(t, result, err, "The owner cannot log in: the identity service "+keystone.AuthURL()+" does not answer: it answers 503")
}

// unready expects a run that could not begin, and for this reason.
func unready(t *testing.T, result suites.Result, err error, want string) {
	t.Helper()
	var notReady *target.NotReady
	if !errors.As(err, &notReady) || !strings.Contains(err.Error(), want) || result.Conclusion != verdict.Inconclusive {
		t.Errorf("%v, %s %s", err, result.Conclusion, result.Reason)
	}
}
