package main

import (
	"fmt"
	"strconv"
)

func k6Args(j job) []string {
	return []string{j.programs["k6"], "run", "--quiet", "--no-color", j.script("put.js")}
}

func heyArgs(j job) []string {
	args := []string{
		j.programs["hey"], "-cpus", "1", "-m", "PUT", "-c", strconv.Itoa(connections), "-z", j.duration.String(),
	}
	if j.rate > 0 {
		args = append(args, "-q", fmt.Sprint(float64(j.rate)/connections))
	}
	return append(args, j.tags()+"0")
}

func bombardierArgs(j job) []string {
	args := []string{
		j.programs["bombardier"], "-m", "PUT", "-c", strconv.Itoa(connections), "-d", j.duration.String(),
		"-l", "-p", "r", "-o", "json",
	}
	if j.rate > 0 {
		args = append(args, "-r", strconv.Itoa(j.rate))
	}
	return append(args, j.tags()+"0")
}

// wrkArgs ignores the rate: wrk has none.
func wrkArgs(script string) func(job) []string {
	return func(j job) []string {
		return []string{
			"wrk", "-t1", "-c", strconv.Itoa(connections), "-d", fmt.Sprintf("%.0fs", j.duration.Seconds()),
			"--latency", "-s", j.script(script), j.tags() + "0",
		}
	}
}
