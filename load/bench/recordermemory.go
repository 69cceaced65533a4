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

// How much is recorded to measure memory.
const (
	recordedResults = 10_000_000
	recordedTexts   = 1_000_000 // different error texts
)

// record records results, or failures with different texts, as a phase of a load or as
// vegeta does. It prints the peak memory of the process, in bytes.
func record(what, by string) error {
	n, text := recordedResults, func(int) string { return "" }
	if what == "texts" {
		n, text = recordedTexts, func(i int) string {
			return fmt.Sprintf("Put \"http://127.0.0.1:9292/v2/images/1/tags/%d\": read tcp 127.0.0.1:%d: "+
				"connection reset by peer", i, i%60000)
		}
	}
	add, count := newPhaseRecorder()
	if by == "vegeta" {
		add, count = newVegetaRecorder()
	}
	for i := range n {
		add(i, text(i))
	}
	peak, err := peakMemory("self")
	if got := count(); got != uint64(n) {
		return fmt.Errorf("%s recorded %d of %d", by, got, n)
	}
	fmt.Println(peak)
	return err
}

// recordInterval is the time between two of the recorded requests.
const recordInterval = 10 * time.Microsecond

// latency differs from one request to the next.
func latency(i int) time.Duration { return time.Duration(i*7919%10_000_000) * time.Nanosecond }

func newPhaseRecorder() (add func(int, string), count func() uint64) {
	classes := &measure.Classes{}
	recorder := measure.NewRecorder("recorded", time.Now(), []string{"add"}, classes)
	add = func(i int, text string) {
		at := recordInterval * time.Duration(i)
		recorder.Record(measure.Sample{Due: at, Sent: at, Done: at + latency(i), Class: classes.ClassOf(text)})
	}
	return add, func() uint64 { return recorder.Current(time.Second).All.Requests }
}

func newVegetaRecorder() (add func(int, string), count func() uint64) {
	metrics, begin := &vegeta.Metrics{}, time.Now()
	add = func(i int, text string) {
		metrics.Add(&vegeta.Result{
			Seq: uint64(i), Timestamp: begin.Add(recordInterval * time.Duration(i)), Latency: latency(i),
			Method: http.MethodPut, Code: http.StatusNoContent, Error: text,
		})
	}
	return add, func() uint64 { return metrics.Requests }
}

// peakMemory returns the peak resident set size of a process, in bytes.
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

// watchMemory sends the peak resident set size of a process when it has ended. The figure of
// the system at that time would include that of the parent.
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

// recordInProcess runs record in a process of its own.
func recordInProcess(ctx context.Context, what, by string) (peak int64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self, "record", what, by)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
}
