package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/load/measure"
)

// How much is recorded to see what memory it takes.
const (
	results = 10_000_000
	texts   = 1_000_000 // of errors, all different
)

// keep records so many results, or failures of which each has its own words, as
// a phase of a load or as vegeta does, and writes how much memory the process
// had at most, in bytes.
func keep(what, by string) error {
	n, text := results, func(int) string { return "" }
	if what == "texts" {
		n, text = texts, func(i int) string {
			return fmt.Sprintf("Put \"http://127.0.0.1:9292/v2/images/1/tags/%d\": read tcp 127.0.0.1:%d: connection reset by peer", i, i%60000)
		}
	}
	record, recorded := recordOurs()
	if by == "vegeta" {
		record, recorded = recordVegeta()
	}
	for i := range n {
		record(i, text(i))
	}
	peak, err := peakMemory("self")
	if got := recorded(); got != uint64(n) {
		return fmt.Errorf("%s recorded %d of %d", by, got, n)
	}
	fmt.Println(peak)
	return err
}

// apart is how much time lies between two of the recorded requests.
const apart = 10 * time.Microsecond

// latency differs from one request to the next.
func latency(i int) time.Duration { return time.Duration(i*7919%10_000_000) * time.Nanosecond }

// recordOurs records as a phase of a load does.
func recordOurs() (record func(int, string), recorded func() uint64) {
	classes := &measure.Classes{}
	recorder := measure.NewRecorder("kept", time.Now(), []string{"add"}, classes)
	record = func(i int, text string) {
		at := apart * time.Duration(i)
		recorder.Record(measure.Sample{Due: at, Sent: at, Done: at + latency(i), Class: classes.ClassOf(text)})
	}
	return record, func() uint64 { return recorder.Current(time.Second).All.Requests }
}

func recordVegeta() (record func(int, string), recorded func() uint64) {
	metrics, begin := &vegeta.Metrics{}, time.Now()
	record = func(i int, text string) {
		metrics.Add(&vegeta.Result{
			Seq: uint64(i), Timestamp: begin.Add(apart * time.Duration(i)), Latency: latency(i), Method: http.MethodPut, Code: http.StatusNoContent, Error: text,
		})
	}
	return record, func() uint64 { return metrics.Requests }
}

// peakMemory is the largest resident set of a process so far, in bytes.
func peakMemory(process string) (int64, error) {
	status, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	text, _, _ := strings.Cut(after, "kB")
	peak, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return peak << 10, err
}

// watchMemory gives the largest resident set of a process once that has ended.
// What the system tells of it then counts its parent's, too.
func watchMemory(process int) <-chan int64 {
	result := make(chan int64, 1)
	go func() {
		var peak int64
		for ; ; time.Sleep(50 * time.Millisecond) {
			now, err := peakMemory(strconv.Itoa(process))
			if err != nil {
				result <- peak
				return
			}
			peak = max(peak, now)
		}
	}()
	return result
}

// keeping has a process of its own keep.
func keeping(ctx context.Context, what, by string) (peak int64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self, "keep", what, by)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
}
