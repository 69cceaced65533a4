package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tagcheck/load"
)

func tagcheckArgs(j job) []string {
	rate := "max"
	if j.rate > 0 {
		rate = fmt.Sprintf("%d/s", j.rate)
	}
	return []string{
		j.programs["tagcheck"], "load", "--no-auth", "--tag-quota", "none", "--scenario", "add", "--warm-up", "0s",
		"--ledger", j.file("ledger"), "--workers", strconv.Itoa(connections), "--rate", rate,
		"--duration", j.duration.String(), "--output", "json", "--quiet", j.root,
	}
}

// tagcheckPhase returns the result of the only phase. The output is one line of JSON, and
// whatever was written to standard error.
func tagcheckPhase(out string) (load.PhaseResult, error) {
	for line := range strings.Lines(out) {
		var written struct {
			Type   string      `json:"type"`
			Result load.Result `json:"result"`
		}
		if json.Unmarshal([]byte(line), &written) != nil || written.Type != "result" {
			continue
		}
		if phases := written.Result.Phases; len(phases) == 1 {
			return phases[0], nil
		}
	}
	return load.PhaseResult{}, errors.New(out)
}

func checkTagcheck(_ job, out string) error {
	p, err := tagcheckPhase(out)
	if err == nil && (p.All.Requests == 0 || p.All.Errors > 0 || p.Verified.Lost() > 0 || p.Verified.Unexpected > 0) {
		err = errors.New(out)
	}
	return err
}

func tagcheckP99(_ job, out string) (float64, error) {
	p, err := tagcheckPhase(out)
	return p.All.Response.Percentiles.P99, err
}

func tagcheckLag(_ job, out string) (float64, error) {
	p, err := tagcheckPhase(out)
	return p.All.Lag.Percentiles.P50, err
}
