package main

import (
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// request returns the status and the content of an answer of a server.
func request(t *testing.T, address, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(content)
}

func TestServerStoresTagsOfItsImagesOnly(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go (&server{images: map[string]*image{}}).accept(l)
	address := l.Addr().String()
	const id = "0c6c9b5e-3d1f-4f7e-9b1a-000000000000"
	for _, step := range []struct {
		method, path, body string
		status             int
		content            string
	}{
		{"GET", "/v2/images?limit=1", "", 200, `{"images":[]}`},
		{"POST", "/v2/images", `{"tags":["a"]}`, 201, `{"id":"` + id + `","tags":["a"]}`},
		{"PUT", "/v2/images/" + id + "/tags/b", "", 204, ""},
		{"PUT", "/v2/images/bench/tags/b", "", 204, ""},
		{"GET", "/v2/images/" + id, "", 200, `{"id":"` + id + `","tags":["a","b"]}`},
		{"GET", "/v2/images/bench", "", 404, "{}"},
		{"DELETE", "/v2/images/" + id, "", 204, ""},
		{"GET", countPath, "", 200, "2"},
	} {
		status, content := request(t, address, step.method, step.path, step.body)
		if status != step.status || content != step.content {
			t.Errorf("%s %s: %d %s", step.method, step.path, status, content)
		}
	}
}

// Requests at equal intervals are simulated here.
func TestTrueP99(t *testing.T) {
	const stopped = time.Second
	var waits []time.Duration
	for due := time.Duration(0); due < pacedTime; due += time.Second / pacedRate {
		waits = append(waits, max(0, min(due-stopAfter, stopped)))
	}
	for i, w := range waits {
		if w >= stopped {
			waits[i] = 0
		}
	}
	slices.Sort(waits)
	if got := float64(waits[len(waits)*99/100]) / 1e6; math.Abs(got-trueP99(stopped)) > 1 {
		t.Errorf("%v ms, expected %v", trueP99(stopped), got)
	}
}

func TestSeries(t *testing.T) {
	s := series{4, 1, 3, 2}
	if s.median() != 2.5 || (series{5, 1, 3}).median() != 3 {
		t.Error(s.median())
	}
	if got := (series{1, 4, 9}).ratio(series{2, 2, 3}); got != 2 {
		t.Errorf("the median of 0.5, 2 and 3 is %v", got)
	}
	if got := s.formatRange("%.1f"); got != "2.5 (1.0–4.0)" {
		t.Error(got)
	}
}

// outputs are what clients write, with the p99 in milliseconds.
var outputs = map[string]struct {
	good, bad string
	p99       float64
}{
	tagcheckLoad: {
		"a line on standard error\n" + `{"type":"result","result":{"phases":[{"all":{"requests":60,"response":` +
			`{"percentiles_ms":{"p99":18.6}}},"verified":{"lost_additions":0}}]}}`,
		`{"type":"result","result":{"phases":[{"all":{"requests":60,"errors":1}}]}}`, 18.6,
	},
	"k6": {
		"  checks_succeeded...: 100.00% 20 out of 20\n http_req_duration....: p(50)=1.2ms p(99)=101.5ms max=1s\n",
		"  checks_succeeded...: 95.00% 19 out of 20\n", 101.5,
	},
	"vegeta attack and report": {
		`{"latencies":{"99th":2350000},"success":1,"status_codes":{"204":9}}`,
		`{"latencies":{"99th":2350000},"success":0.99,"status_codes":{"204":8,"500":1}}`, 2.35,
	},
	"hey": {
		"  99% in 0.0219 secs\nStatus code distribution:\n  [204]\t9000 responses\n",
		"  [204]\t9000 responses\n  [500]\t1 responses\n", 21.9,
	},
	"bombardier": {
		`{"req2xx":9,"req3xx":0,"req4xx":0,"req5xx":0,"others":0,"latency":{"percentiles":{"50":100,"99":30600}}}`,
		`{"req4xx":1,"req5xx":0,"others":0}`, 30.6,
	},
	"wrk (one path)": {"     99%  935.10ms\n  100 requests in 3s\n", "  Non-2xx or 3xx responses: 4\n", 935.1},
}

func TestOutputOfClientsIsRead(t *testing.T) {
	for _, c := range clients() {
		out, known := outputs[c.name]
		if !known {
			continue
		}
		if err := c.check(job{}, out.good); err != nil {
			t.Errorf("%s: a good run does not count: %v", c.name, err)
		}
		if c.check(job{}, out.bad) == nil {
			t.Errorf("%s: a run with failures counts", c.name)
		}
		if p99, err := c.p99(job{}, out.good); err != nil || math.Abs(p99-out.p99) > 1e-9 {
			t.Errorf("%s: p99 is %v, %v", c.name, p99, err)
		}
	}
}
