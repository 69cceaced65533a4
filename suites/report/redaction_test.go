package report_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/verdict"
)

// echoing is the reference server, but it repeats the token of each request in
// a field, in a cookie and in the body of the answer to an addition.
func echoing(w http.ResponseWriter, r *http.Request, inner http.Handler) {
	token := r.Header.Get("X-Auth-Token")
	w.Header().Set("X-Echo", "token="+token)
	w.Header().Set("Set-Cookie", "session="+token)
	if r.Method != http.MethodPut {
		inner.ServeHTTP(w, r)
		return
	}
	inner.ServeHTTP(httptest.NewRecorder(), r)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write([]byte(`{"you sent": "` + token + `"}`))
}

// A report goes to CI systems and bug trackers: no file of it may hold a token,
// also where the server repeats it.
func TestNoFileOfAReportHoldsAToken(t *testing.T) {
	inner := reference.New(reference.Demo())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { echoing(w, r, inner) }))
	defer server.Close()
	result, err := suites.Run(t.Context(), demo(server.URL), suites.Options{Requirements: only("add.answers-204")})
	if err != nil || result.Conclusion != verdict.NonConformant {
		t.Fatalf("%v: %s: %s", err, result.Conclusion, result.Reason)
	}
	paths, err := report.New(result).WriteDir(t.Context(), t.TempDir())
	if err != nil || len(paths) < 4 {
		t.Fatalf("%v: %q", err, paths)
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), reference.DemoOwnerToken) {
			t.Errorf("%s holds the token", p)
		}
		if strings.HasSuffix(p, ".har") {
			redacted(t, data)
		}
		if strings.HasSuffix(p, ".json") && !strings.Contains(string(data), `-H \"X-Auth-Token: $OWNER_TOKEN\"`) {
			t.Errorf("%s has no command that reads the token from the environment", p)
		}
	}
}

// redacted looks at the places where the HAR of an echoing server shows tokens.
func redacted(t *testing.T, data []byte) {
	t.Helper()
	type field struct{ Name, Value string }
	var har struct {
		Log struct {
			Entries []struct {
				Request struct {
					Method  string
					Headers []field
				}
				Response struct {
					Headers []field
					Content struct{ Text string }
				}
			}
		}
	}
	if err := json.Unmarshal(data, &har); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range har.Log.Entries {
		for _, f := range append(e.Request.Headers, e.Response.Headers...) {
			if strings.Contains(f.Value, imageapi.Redacted) {
				seen[f.Name]++
			}
		}
		if strings.Contains(e.Response.Content.Text, `{"you sent": "`+imageapi.Redacted+`"}`) {
			seen["body"]++
		}
	}
	for _, place := range []string{"X-Auth-Token", "X-Echo", "Set-Cookie", "body"} {
		if seen[place] == 0 {
			t.Errorf("no exchange has a redacted %s; redacted are %v", place, seen)
		}
	}
}
