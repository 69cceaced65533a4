package main

import (
	"errors"
	"testing"

	"tagcheck/load"
)

func TestExitCodesOfALoad(t *testing.T) {
	broken := errors.New("broke off")
	for _, tt := range []struct {
		result load.Result
		err    error
		code   int
	}{
		{load.Result{Conclusion: load.Passed}, nil, exitOK},
		{load.Result{Conclusion: load.Passed, Leftovers: []string{"an image"}}, nil, exitInconclusive},
		{load.Result{Conclusion: load.Failed}, nil, exitNonConformant},
		{load.Result{Conclusion: load.Failed}, broken, exitNonConformant}, // it lost something before
		{load.Result{Conclusion: load.Invalid}, nil, exitInconclusive},
		{load.Result{Conclusion: load.Invalid}, broken, exitInconclusive},
	} {
		if got := exitCode((&loading{}).exit(t.Context(), tt.result, tt.err)); got != tt.code {
			t.Errorf("%s, %v: %d, want %d", tt.result.Conclusion, tt.err, got, tt.code)
		}
	}
}
