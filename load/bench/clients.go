package main

import (
	"embed"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// connections is how many each client has.
const connections = 64

// job is what a client has to do.
type job struct {
	rate     int // per second; 0 for as fast as possible
	duration time.Duration
	root     string // of the server: scheme, host and port
	dir      string // for files
	programs map[string]string
}

// tags is the URL that a tag is appended to.
func (j job) tags() string { return j.root + imagePrefix + "bench/tags/" }

func (j job) file(name string) string { return filepath.Join(j.dir, name) }

// environment is that of scripts.
func (j job) environment() []string {
	return []string{
		"TARGET=" + j.tags(), "RATE=" + strconv.Itoa(j.rate), "DURATION=" + j.duration.String(),
		"K6_NO_USAGE_REPORT=true", "XDG_CACHE_HOME=" + j.file("cache"),
	}
}

//go:embed scripts
var scripts embed.FS

// script writes an embedded script to a file.
func (j job) script(name string) string {
	text, err := scripts.ReadFile("scripts/" + name)
	if err == nil {
		err = os.WriteFile(j.file(name), text, 0o600)
	}
	if err != nil {
		panic("bench: cannot write a script: " + err.Error())
	}
	return j.file(name)
}

// client is a load generator that is compared.
type client struct {
	name           string
	unique         bool            // each request has a tag of its own
	isPipe         bool            // several processes, whose memory together is unknown
	bottleneckCode int             // exit code, besides 0, of a run in which the client was the bottleneck
	prepare        func(job) error // before its time is measured; may be nil
	args           func(job) []string
	check          func(job, string) error            // returns why the run does not count
	p99            func(job, string) (float64, error) // milliseconds, as the client reports
	lag            func(job, string) (float64, error) // median, in milliseconds; nil if it is unknown
}

// tagcheckLoad is the name of the client that the others are compared with.
const tagcheckLoad = "tagcheck load"

func clients() []client {
	return []client{
		{name: tagcheckLoad, unique: true, bottleneckCode: 3,
			args: tagcheckArgs, check: checkTagcheck, p99: tagcheckP99, lag: tagcheckLag},
		{name: "vegeta attack", unique: true, prepare: vegetaTargets,
			args: vegetaArgs, check: checkVegeta, p99: vegetaP99, lag: vegetaLag},
		{name: "vegeta attack and report", unique: true, isPipe: true, prepare: vegetaTargets,
			args: vegetaPipe, check: matches(`"success":1,`), p99: number(`"99th":(\d+)`, 1e-6)},
		{name: "k6", unique: true,
			args: k6Args, check: matches(`checks_succeeded\S*: 100\.00%`), p99: duration(`http_req_duration.*p\(99\)=(\S+)`)},
		{name: "hey",
			args: heyArgs, check: matches(`\[204\]\s+\d+ responses\s*$`), p99: number(`99% in ([\d.]+) secs`, 1000)},
		{name: "bombardier",
			args: bombardierArgs, check: matches(`"req4xx":0,"req5xx":0,"others":0`), p99: number(`"99":(\d+)`, 1e-3)},
		{name: "wrk (unique tags)", unique: true,
			args: wrkArgs("unique.lua"), check: lacks(`Non-2xx|Socket errors`), p99: duration(`99%\s+([\d.]+[mu]?s)`)},
		{name: "wrk (one path)",
			args: wrkArgs("fixed.lua"), check: lacks(`Non-2xx|Socket errors`), p99: duration(`99%\s+([\d.]+[mu]?s)`)},
	}
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

// number reads the first group of the pattern and multiplies it by unit.
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

// duration reads the first group of the pattern, such as 1.5s, in milliseconds.
func duration(pattern string) func(job, string) (float64, error) {
	return func(_ job, out string) (float64, error) {
		found := regexp.MustCompile(pattern).FindStringSubmatch(out)
		if found == nil {
			return 0, errors.New(out)
		}
		d, err := time.ParseDuration(found[1])
		return float64(d) / 1e6, err
	}
}
