package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// vegetaTargets writes more targets than can be sent.
func vegetaTargets(j job) error {
	var b bytes.Buffer
	perSecond := 100_000
	if j.rate > 0 {
		perSecond = j.rate + 1
	}
	for i := range int(j.duration.Seconds()+1) * perSecond {
		fmt.Fprintf(&b, "PUT %s%d\n\n", j.tags(), i)
	}
	return os.WriteFile(j.file("targets"), b.Bytes(), 0o600)
}

// vegetaTo attacks, and writes the results to a file.
func vegetaTo(file string, j job) []string {
	c := strconv.Itoa(connections)
	return []string{
		j.programs["vegeta"], "attack", "-lazy", "-targets", j.file("targets"), "-rate", strconv.Itoa(j.rate),
		"-duration", j.duration.String(), "-workers", c, "-max-workers", c, "-connections", c, "-output", file,
	}
}

func vegetaArgs(j job) []string { return vegetaTo(j.file("results"), j) }

// vegetaPipe also checks the statuses, as all others do. vegeta needs two commands for that.
func vegetaPipe(j job) []string {
	pipe := []string{"sh", "-c", `"$@" | "$0" report -type json`, j.programs["vegeta"]}
	return append(pipe, vegetaTo("stdout", j)...)
}

// vegetaReport has vegeta check the statuses of an attack afterwards. Its time does not count.
func vegetaReport(j job) (report struct {
	Success   float64            `json:"success"`
	Latencies map[string]float64 `json:"latencies"`
}, err error) {
	text, err := exec.Command(j.programs["vegeta"], "report", "-type", "json", j.file("results")).Output()
	if err != nil {
		return report, err
	}
	return report, json.Unmarshal(text, &report)
}

func checkVegeta(j job, _ string) error {
	report, err := vegetaReport(j)
	if err == nil && report.Success != 1 {
		err = fmt.Errorf("vegeta: a share of %v succeeded", report.Success)
	}
	return err
}

func vegetaP99(j job, _ string) (float64, error) {
	report, err := vegetaReport(j)
	return report.Latencies["99th"] / 1e6, err
}

// vegetaLag returns the median lag, in milliseconds, from vegeta's results. Request i is due i
// intervals after the start, which vegeta does not report: the request that was least late
// counts as on time.
func vegetaLag(j job, _ string) (float64, error) {
	file, err := os.Open(j.file("results"))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	var late []time.Duration
	var begin time.Time
	for decode := vegeta.NewDecoder(file); ; {
		var r vegeta.Result
		if err := decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return 0, err
		}
		if begin.IsZero() {
			begin = r.Timestamp
		}
		late = append(late, r.Timestamp.Sub(begin)-time.Duration(r.Seq)*time.Second/time.Duration(j.rate))
	}
	if len(late) == 0 {
		return 0, errors.New("vegeta wrote no results")
	}
	slices.Sort(late)
	return float64(late[len(late)/2]-late[0]) / 1e6, nil
}
