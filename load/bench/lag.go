package main

import (
	"errors"
	"io"
	"os"
	"slices"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// vegetaLag reads from vegeta's results when each request was sent. Number i is
// due i intervals after the first, at the earliest: vegeta does not say when it
// began, so the request that was least late counts as in time.
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
		return 0, errors.New("vegeta has no results")
	}
	slices.Sort(late)
	return float64(late[len(late)/2]-late[0]) / 1e6, nil
}
