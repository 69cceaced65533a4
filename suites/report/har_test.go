package report

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
)

func readHAR(t *testing.T, r suites.Result) (log map[string]any, entries []map[string]any) {
	t.Helper()
	var file map[string]map[string]any
	if err := json.Unmarshal([]byte(all(t, documentOf(r))["HAR"]), &file); err != nil {
		t.Fatal(err)
	}
	log = file["log"]
	for _, e := range log["entries"].([]any) {
		entries = append(entries, e.(map[string]any))
	}
	return log, entries
}

// needed are the fields that HAR 1.2 requires, with the type of each: s for a
// string, n for a number, a for a list, o for an object.
var needed = map[string]string{
	"/startedDateTime": "s", "/time": "n", "/cache": "o",
	"/request/method": "s", "/request/url": "s", "/request/httpVersion": "s", "/request/cookies": "a",
	"/request/headers": "a", "/request/queryString": "a", "/request/headersSize": "n", "/request/bodySize": "n",
	"/response/status": "n", "/response/statusText": "s", "/response/httpVersion": "s", "/response/cookies": "a",
	"/response/headers": "a", "/response/redirectURL": "s", "/response/headersSize": "n", "/response/bodySize": "n",
	"/response/content/size": "n", "/response/content/mimeType": "s",
	"/timings/send": "n", "/timings/wait": "n", "/timings/receive": "n",
}

func kind(v any) string {
	switch v.(type) {
	case string:
		return "s"
	case float64:
		return "n"
	case []any:
		return "a"
	case map[string]any:
		return "o"
	}
	return "-"
}

func find(e map[string]any, path string) any {
	var v any = e
	for _, key := range strings.Split(path, "/")[1:] {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[key]
	}
	return v
}

func TestHARHasWhatTheFormatRequires(t *testing.T) {
	for name, r := range results() {
		t.Run(name, func(t *testing.T) {
			log, entries := readHAR(t, r)
			creator, _ := log["creator"].(map[string]any)
			if log["version"] != "1.2" || creator["name"] != "tagcheck" || creator["version"] != "1.2.0" {
				t.Errorf("log: got %v, %v", log["version"], creator)
			}
			if len(entries) != len(r.Exchanges) {
				t.Errorf("%d entries for %d exchanges", len(entries), len(r.Exchanges))
			}
			for _, e := range entries {
				for path, want := range needed {
					if got := kind(find(e, path)); got != want {
						t.Errorf("%s: got %s (%v), want %s", path, want, got, find(e, path))
					}
				}
				if _, err := time.Parse(time.RFC3339, e["startedDateTime"].(string)); err != nil {
					t.Error(err)
				}
				sum := 0.0
				for _, part := range []string{"send", "wait", "receive"} {
					n := find(e, "/timings/"+part).(float64)
					if sum += n; n < 0 {
						t.Errorf("%s is %f", part, n)
					}
				}
				if math.Abs(sum-e["time"].(float64)) > 1e-6 {
					t.Errorf("the timings add up to %f of %f ms", sum, e["time"])
				}
			}
		})
	}
}

func TestHAROfAnAnswer(t *testing.T) {
	r := reporttest.Failing()
	x := r.Exchanges[2] // 200, a body that is no text
	x.Sent.Target, x.Sent.URL = "/v2/images?name=a%20b&marker=%zz", "http://h/v2/images?name=a%20b&marker=%zz"
	x.Sent.Body = imageapi.Body{Size: 5000, Text: "aGE=", Base64: true, Truncated: true}
	x.Received.Fields = append(x.Received.Fields, imageapi.Field{Name: "location", Value: "/elsewhere"})
	_, entries := readHAR(t, r)
	e := entries[1]
	for path, want := range map[string]any{
		"/time": 3.5, "/timings/wait": 3.0, "/timings/receive": 0.5, "/connection": "1",
		"/request/method": "PUT", "/request/httpVersion": "HTTP/1.1", "/request/bodySize": 5000.0,
		"/request/postData/mimeType": "x-unknown", "/request/postData/text": "aGE=",
		"/request/postData/_encoding": "base64", "/request/postData/comment": "the first part of 5000 bytes",
		"/response/status": 200.0, "/response/statusText": "OK", "/response/redirectURL": "/elsewhere",
		"/response/content/mimeType": "application/json", "/response/content/encoding": "base64",
		"/response/content/text": "/wAB", "/response/bodySize": 3.0,
		"/comment": "exchange 2: add.stores; check add a check; user owner",
	} {
		if got := find(e, path); got != want {
			t.Errorf("%s: got %v, want %v", path, want, got)
		}
	}
	query, _ := json.Marshal(find(e, "/request/queryString"))
	if string(query) != `[{"name":"name","value":"a b"},{"name":"marker","value":"%zz"}]` {
		t.Errorf("query: got %s", query)
	}
	headers, _ := json.Marshal(find(e, "/request/headers"))
	if !strings.Contains(string(headers), `{"name":"X-Auth-Token","value":"[REDACTED]"}`) {
		t.Errorf("headers: got %s", headers)
	}
}

func TestHARNeverWaitsLongerThanTheExchangeTook(t *testing.T) {
	r := reporttest.Conformant()
	r.Exchanges[0].Received.Wait = time.Hour
	_, entries := readHAR(t, r)
	if e := entries[0]; find(e, "/timings/wait") != 3.5 || find(e, "/timings/receive") != 0.0 {
		t.Errorf("got %v", e["timings"])
	}
}

func TestHAROfAnExchangeWithoutAnAnswer(t *testing.T) {
	r := reporttest.Failing()
	r.Exchanges[0].Received = &imageapi.Received{Interim: []int{100}}
	_, entries := readHAR(t, r)
	e := entries[2]
	if find(e, "/response/status") != 0.0 || find(e, "/response/_error") != "no answer within 30s" ||
		find(e, "/response/bodySize") != -1.0 || find(e, "/timings/wait") != 3.5 {
		t.Errorf("got %v", e)
	}
	if !strings.Contains(e["comment"].(string), "interim answers [100]") {
		t.Errorf("comment: got %v", e["comment"])
	}
	if e := entries[0]; find(e, "/response/_error") != nil {
		t.Errorf("an answered one has an error: %v", e)
	}
}

func TestAnEntryWithoutAConnectionNamesNone(t *testing.T) {
	r := reporttest.Conformant()
	r.Exchanges[0].Connection = 0
	_, entries := readHAR(t, r)
	if got, there := entries[0]["connection"]; there {
		t.Errorf("got the connection %v", got)
	}
}

func TestTheCommentOfAnEntrySaysWhatHARHasNoFieldFor(t *testing.T) {
	full := reporttest.Put(7, "a", 204, "No Content")
	full.Requirements, full.Mistake, full.Throttled = []string{"add.stores", "wire.no-body"}, "the token is missing", true
	full.Received.Interim, full.Received.Surplus = []int{100, 103}, imageapi.Body{Size: 1}
	bare := reporttest.Unanswered(8)
	bare.Requirements, bare.Check, bare.User = nil, "", ""
	for want, x := range map[string]*imageapi.Exchange{
		"exchange 7: add.stores wire.no-body; check add a check; user owner; wrong on purpose: the token is missing; " +
			"throttled; interim answers [100 103]; 1 byte after the end of the answer": full,
		"exchange 8: ": bare,
	} {
		if got := harComment(x); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
