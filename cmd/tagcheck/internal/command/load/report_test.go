package loadcommand

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/load"
)

func TestReportAndStream(t *testing.T) {
	dir := t.TempDir()
	got := measured(t, "--report", dir, "--output", "json")
	var last struct {
		Type   string
		Result load.Result
	}
	for line := range strings.Lines(got.Stdout) {
		last.Type = ""
		if err := json.Unmarshal([]byte(line), &last); err != nil || last.Type == "" {
			t.Errorf("%v: standard output has %s", err, line)
		}
	}
	var kept load.Result
	content, err := os.ReadFile(filepath.Join(dir, "load.json"))
	if err := errors.Join(err, json.Unmarshal(content, &kept)); err != nil {
		t.Fatalf("%v; %+v", err, got)
	}
	if p := last.Result.Phases; last.Type != "result" || len(p) != 1 || p[0].All.Requests != 60 ||
		kept.Phases[0].All.Requests != 60 {
		t.Errorf("%s: %+v, and in the file %+v", last.Type, p, kept.Phases)
	}
	if kept.Phases[0].All.Response.Encoded == "" || last.Result.Phases[0].All.Response.Encoded != "" {
		t.Error("the histograms must be in the file, and only there")
	}
	for _, name := range []string{"load.md", "load.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestAQuietStreamIsTheResult(t *testing.T) {
	if got := measured(t, "--quiet", "--output", "json"); !strings.HasPrefix(got.Stdout, `{"type":"result"`) ||
		strings.Count(got.Stdout, "\n") != 1 {
		t.Errorf("got %q", got.Stdout)
	}
}

// The counts of the raw file are those of the report.
func TestTheRawFileIsVegetas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "raw.bin")
	got := measured(t, "--raw", file, "--output", "json", "--quiet")
	var printed struct{ Result load.Result }
	if err := json.Unmarshal([]byte(got.Stdout), &printed); err != nil {
		t.Fatalf("%v: %+v", err, got)
	}
	want := map[uint16]uint64{}
	for _, o := range printed.Result.Phases[0].Operations {
		code, known := map[string]uint16{"show": http.StatusOK, "remove-absent": http.StatusNotFound}[o.Name]
		if !known {
			code = http.StatusNoContent
		}
		want[code] += o.Requests - o.Errors
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	codes, decode := map[uint16]uint64{}, vegeta.NewDecoder(in)
	for {
		var r vegeta.Result
		err := decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || r.Error != "" || r.Latency <= 0 || r.Timestamp.IsZero() ||
			!strings.Contains(r.URL, "/v2/images/") {
			t.Fatalf("%v: %+v", err, r)
		}
		codes[r.Code]++
	}
	if !maps.Equal(codes, want) || len(codes) != 3 {
		t.Errorf("got %v, want %v", codes, want)
	}
}

// A file that cannot be written does not hide a proven failure.
func TestReportsThatCannotBeWritten(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("this system has no file that is always full")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "load.json"), 0o700); err != nil { // in the way of the file
		t.Fatal(err)
	}
	short := []string{
		serve(t, losesAdditions),
		"--scenario",
		"add",
		"--rate",
		"300/s",
		"--duration",
		"200ms",
		"--warm-up",
		"0s",
		"--workers",
		"4",
	}
	got := invoke(t, clitest.Options{}, append(short, "--raw", full, "--report", dir)...)
	if got.Code != cli.ExitNonConformant || !strings.Contains(got.Stdout, "\nFAILED: ") {
		t.Errorf("got %+v", got)
	}
	for _, want := range []string{"--raw: the file is incomplete: ", "load.json"} {
		if !strings.Contains(got.Stderr, want) {
			t.Errorf("%q is missing in %s", want, got.Stderr)
		}
	}
}

func TestOutputsThatCannotBeOpenedAreReportedBeforeAnythingIsSent(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	t.Cleanup(server.Close)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{
			"--report", filepath.Join(file, "below"),
		}, {"--raw", filepath.Join(file, "below")}, {"--metrics", taken.Addr().String()}, {"--metrics", "nowhere"},
	} {
		got := invoke(t, clitest.Options{}, append([]string{server.URL}, args...)...)
		if got.Code != cli.ExitUsage || got.Stdout != "" || !strings.Contains(got.Stderr, args[0]+":") ||
			requests.Load() > 0 {
			t.Errorf("%q: %d requests, got %+v", args, requests.Load(), got)
		}
	}
}

func TestMetricsAreServedWhileTheLoadRuns(t *testing.T) {
	url := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	stderr := &clitest.Buffer{}
	ended := make(chan int, 1)
	go func() {
		o := clitest.Options{Context: ctx, Stdout: writer, Stderr: stderr}
		got := clitest.Run(
			t, o, newCommands, "load", "--no-auth", url, "--rate", "200/s", "--duration", "1h", "--warm-up", "0s",
			"--metrics", "127.0.0.1:0", "--output", "json",
		)
		writer.Close()
		ended <- got.Code
	}()
	lines := bufio.NewScanner(reader)
	for lines.Scan() && !strings.Contains(lines.Text(), `"step":"measuring"`) {
	}
	metrics := regexp.MustCompile(`http://\S+/metrics`).FindString(stderr.String())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, metrics, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatalf("%v; %s", err, stderr)
	}
	content, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/openmetrics-text") ||
		!strings.HasSuffix(string(content), "# EOF\n") {
		t.Errorf("%v, %v: %s", err, answer.Header, content)
	}
	if !regexp.MustCompile(`(?m)^tagcheck_load_requests_total\{operation="add",phase="steady"\} [1-9]`).Match(content) {
		t.Errorf("no request is counted: %s", content)
	}
	cancel()
	_, _ = io.Copy(io.Discard, reader) // until the load ends
	<-ended
	if _, err := client.Get(metrics); err == nil {
		t.Error("the metrics are still served after the load")
	}
}
