package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// connections is how many each client has.
const connections = 64

// job is what a client is to do.
type job struct {
	rate     int // a second; 0 for as fast as it can
	duration time.Duration
	root     string // of the server: scheme, host and port
	dir      string // for files
	programs map[string]string
}

// tags is what the tag of a request is put behind.
func (j job) tags() string { return j.root + prefix + "bench/tags/" }

func (j job) file(name string) string { return filepath.Join(j.dir, name) }

// environment is for scripts.
func (j job) environment() []string {
	return []string{
		"TARGET=" + j.tags(), "RATE=" + strconv.Itoa(j.rate), "DURATION=" + j.duration.String(),
		"K6_NO_USAGE_REPORT=true", "XDG_CACHE_HOME=" + j.file("cache"),
	}
}

//go:embed scripts
var scripts embed.FS

// script writes one of the scripts out.
func (j job) script(name string) string {
	text, err := scripts.ReadFile("scripts/" + name)
	if err == nil {
		err = os.WriteFile(j.file(name), text, 0o600)
	}
	if err != nil {
		panic("a script that is part of this program: " + err.Error())
	}
	return j.file(name)
}

// peer is a client that is compared.
type peer struct {
	name    string
	unique  bool            // a tag of its own for each request
	shell   bool            // it is several processes: what memory they take together isn't known
	busy    int             // exit code, besides 0, of a run in which the client was the bottleneck
	prepare func(job) error // before its time is taken; nil for nothing
	args    func(job) []string
	sound   func(job, string) error            // why the run does not count
	p99     func(job, string) (float64, error) // in milliseconds, as the client tells
	lag     func(job, string) (float64, error) // median of how late requests were sent, in milliseconds; nil where it can't be known
}

// ours is the name of what the others are compared with.
const ours = "tagcheck load"

func peers() []peer {
	return []peer{
		{name: ours, unique: true, busy: 3, args: tagcheckArgs, sound: tagcheckSound, p99: tagcheckP99, lag: tagcheckLag},
		{name: "vegeta attack", unique: true, prepare: vegetaTargets, args: vegetaArgs, sound: vegetaSound, p99: vegetaP99, lag: vegetaLag},
		{name: "vegeta attack and report", unique: true, shell: true, prepare: vegetaTargets, args: vegetaPipe, sound: matches(`"success":1,`), p99: number(`"99th":(\d+)`, 1e-6)},
		{name: "k6", unique: true, args: k6Args, sound: matches(`checks_succeeded\S*: 100\.00%`), p99: k6P99},
		{name: "hey", args: heyArgs, sound: matches(`\[204\]\s+\d+ responses\s*$`), p99: number(`99% in ([\d.]+) secs`, 1000)},
		{name: "bombardier", args: bombardierArgs, sound: matches(`"req4xx":0,"req5xx":0,"others":0`), p99: number(`"99":(\d+)`, 1e-3)},
		{name: "wrk (unique tags)", unique: true, args: wrkArgs("unique.lua"), sound: lacks(`Non-2xx|Socket errors`), p99: wrkP99},
		{name: "wrk (one path)", args: wrkArgs("fixed.lua"), sound: lacks(`Non-2xx|Socket errors`), p99: wrkP99},
	}
}

func tagcheckArgs(j job) []string {
	rate := "max"
	if j.rate > 0 {
		rate = fmt.Sprintf("%d/s", j.rate)
	}
	return []string{j.programs["tagcheck"], "load", "--no-auth", "--tag-quota", "none", "--scenario", "add", "--warm-up", "0s",
		"--ledger", j.file("ledger"), "--workers", strconv.Itoa(connections), "--rate", rate, "--duration", j.duration.String(), j.root}
}

func tagcheckSound(_ job, out string) error {
	if !regexp.MustCompile(`\| add +\| +\d+ \| +0 \|`).MatchString(out) || !strings.Contains(out, "lost: 0 additions, 0 removals; unexpected: 0 tags") {
		return errors.New(out)
	}
	return nil
}

// tagcheckP99 is the third time of its row: p50, p90, p99.
func tagcheckP99(j job, out string) (float64, error) {
	return number(`\| add +\|(?:[^|]*\|){5} +([\d.]+) ms`, 1)(j, out)
}

func tagcheckLag(j job, out string) (float64, error) {
	return number(`send delay p50 ([\d.]+) ms`, 1)(j, out)
}

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

// vegetaTo is vegeta's attack, whose results go to a file.
func vegetaTo(file string, j job) []string {
	c := strconv.Itoa(connections)
	return []string{j.programs["vegeta"], "attack", "-lazy", "-targets", j.file("targets"), "-rate", strconv.Itoa(j.rate), "-duration", j.duration.String(),
		"-workers", c, "-max-workers", c, "-connections", c, "-output", file}
}

func vegetaArgs(j job) []string { return vegetaTo(j.file("results"), j) }

// vegetaPipe has the statuses checked, as all others do, which takes the two
// commands.
func vegetaPipe(j job) []string {
	return append([]string{"sh", "-c", `"$@" | "$0" report -type json`, j.programs["vegeta"]}, vegetaTo("stdout", j)...)
}

// vegetaReport has vegeta judge what its attack sent, which that does not do; the
// time for that is not counted.
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

func vegetaSound(j job, _ string) error {
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

func k6Args(j job) []string {
	return []string{j.programs["k6"], "run", "--quiet", "--no-color", j.script("put.js")}
}

func k6P99(_ job, out string) (float64, error) {
	found := regexp.MustCompile(`http_req_duration.*p\(99\)=(\S+)`).FindStringSubmatch(out)
	if found == nil {
		return 0, errors.New(out)
	}
	d, err := time.ParseDuration(found[1])
	return float64(d) / 1e6, err
}

func heyArgs(j job) []string {
	args := []string{j.programs["hey"], "-cpus", "1", "-m", "PUT", "-c", strconv.Itoa(connections), "-z", j.duration.String()}
	if j.rate > 0 {
		args = append(args, "-q", fmt.Sprint(float64(j.rate)/connections))
	}
	return append(args, j.tags()+"0")
}

func bombardierArgs(j job) []string {
	args := []string{j.programs["bombardier"], "-m", "PUT", "-c", strconv.Itoa(connections), "-d", j.duration.String(), "-l", "-p", "r", "-o", "json"}
	if j.rate > 0 {
		args = append(args, "-r", strconv.Itoa(j.rate))
	}
	return append(args, j.tags()+"0")
}

// wrkArgs ignores the rate: wrk has none.
func wrkArgs(script string) func(job) []string {
	return func(j job) []string {
		return []string{"wrk", "-t1", "-c", strconv.Itoa(connections), "-d", fmt.Sprintf("%.0fs", j.duration.Seconds()), "--latency", "-s", j.script(script), j.tags() + "0"}
	}
}

func wrkP99(_ job, out string) (float64, error) {
	found := regexp.MustCompile(`99%\s+([\d.]+[mu]?s)`).FindStringSubmatch(out)
	if found == nil {
		return 0, errors.New(out)
	}
	d, err := time.ParseDuration(found[1])
	return float64(d) / 1e6, err
}

func matches(pattern string) func(job, string) error {
	return func(_ job, out string) error {
		if !regexp.MustCompile(pattern).MatchString(out) {
			return errors.New(out)
		}
		return nil
	}
}

func lacks(pattern string) func(job, string) error {
	return func(_ job, out string) error {
		if regexp.MustCompile(pattern).MatchString(out) {
			return errors.New(out)
		}
		return nil
	}
}

// number reads the pattern's first group and multiplies it.
func number(pattern string, unit float64) func(job, string) (float64, error) {
	return func(_ job, out string) (float64, error) {
		found := regexp.MustCompile(pattern).FindStringSubmatch(out)
		if found == nil {
			return 0, errors.New(out)
		}
		n, err := strconv.ParseFloat(found[1], 64)
		return n * unit, err
	}
}
