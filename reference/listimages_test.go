package reference

import (
	"encoding/json"
	"slices"
	"testing"
)

func list(t *testing.T, s *Server, query string, header ...string) []string {
	t.Helper()
	v := listPage(t, s, "/v2/images"+query, header...)
	ids := []string{}
	for _, img := range v.Images {
		ids = append(ids, img.ID)
	}
	return ids
}

func listPage(t *testing.T, s *Server, target string, header ...string) listView {
	t.Helper()
	if header == nil {
		header = []string{"X-Auth-Token", DemoAdminToken}
	}
	w := exchange(t, s, "GET", target, "", header...)
	if w.Code != 200 {
		t.Fatalf("list: %d %s", w.Code, w.Body)
	}
	var v listView
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestListByTag(t *testing.T) {
	s := New(Config{})
	ab := create(t, s, `{"tags":["a","b"]}`).ID
	a := create(t, s, `{"tags":["a"]}`).ID
	odd := create(t, s, `{"tags":["é+ /"," a"]}`).ID
	tests := map[string][]string{
		"":                    {odd, a, ab},
		"?tag=a":              {a, ab},
		"?tag=a&tag=b":        {ab},
		"?tag=a&tag=c":        {},
		"?tag=A":              {},
		"?tag=":               {},
		"?tag=a,b":            {},
		"?tag=%C3%A9%2B%20/":  {odd},
		"?tag=%20a":           {odd},
		"?unknown=x&tag=b":    {ab},
		"?limit=0":            {},
		"?limit=1":            {odd},
		"?tag=a&marker=" + a:  {ab},
		"?tag=a&marker=" + ab: {},
	}
	for query, want := range tests {
		if got := list(t, s, query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	exchange(t, s, "DELETE", "/v2/images/"+a+"/tags/a", "")
	if got := list(t, s, "?tag=a"); !slices.Equal(got, []string{ab}) {
		t.Errorf("a removed tag is still found: %v", got)
	}
}

func TestInvalidListQueries(t *testing.T) {
	for query, status := range map[string]int{
		"limit=x": 400, "limit=-1": 400, "limit=": 400, "tag=%zz": 400, "tag=%FF": 400, "tag=a;b": 400,
		"marker=" + missingID: 404,
	} {
		if w := exchange(t, New(Config{}), "GET", "/v2/images?"+query, ""); w.Code != status {
			t.Errorf("%s: answered %d, want %d", query, w.Code, status)
		}
	}
}

func TestListFilters(t *testing.T) {
	s := New(Demo())
	admin := []string{"X-Auth-Token", DemoAdminToken}
	mine := create(t, s, `{"name":"n","visibility":"private"}`).ID
	public := create(t, s, `{"name":"n","visibility":"public"}`, admin...).ID
	community := create(t, s, `{"visibility":"community"}`, admin...).ID
	foreign := create(t, s, `{"visibility":"private"}`, admin...).ID
	owner := []string{"X-Auth-Token", DemoOwnerToken}
	tests := []struct {
		query  string
		header []string
		want   []string
	}{
		{"", owner, []string{public, mine}},
		{"", admin, []string{foreign, community, public, mine}},
		{"?visibility=community", owner, []string{community}},
		{"?visibility=private", owner, []string{mine}},
		{"?visibility=private", admin, []string{foreign, mine}},
		{"?name=n", owner, []string{public, mine}},
		{"?name=n&visibility=public", owner, []string{public}},
		{"?name=N", owner, []string{}},
		{"?name=", owner, []string{}},
	}
	for _, tt := range tests {
		if got := list(t, s, tt.query, tt.header...); !slices.Equal(got, tt.want) {
			t.Errorf("%s as %s: %v, want %v", tt.query, tt.header[1], got, tt.want)
		}
	}
	wantStatus(t, exchange(t, s, "GET", "/v2/images?marker="+foreign, ""), 404)
}

func TestPaging(t *testing.T) {
	s := New(Config{})
	var want []string
	for range 60 {
		want = append(want, create(t, s, `{"tags":["p q"]}`).ID)
		create(t, s, `{}`)
	}
	slices.Reverse(want)
	for _, query := range []string{"?tag=p+q", "?tag=p+q&limit=7", "?limit=30&tag=p%20q", "?tag=p+q&limit=5000"} {
		var got []string
		for next := "/v2/images" + query; next != ""; {
			page := listPage(t, s, next)
			for _, img := range page.Images {
				got = append(got, img.ID)
			}
			next = page.Next
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d images, want %d", query, len(got), len(want))
		}
	}
	if n := len(list(t, s, "")); n != DefaultPageSize {
		t.Errorf("a page has %d images", n)
	}
}
