package report

import (
	"fmt"
	"os"
)

// Writable makes sure that the directory of a flag can be written, before a run
// spends time on what could not be kept.
func Writable(flag, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: make the directory: %w", flag, err)
	}
	probe, err := os.CreateTemp(dir, ".tagcheck-*")
	if err != nil {
		return fmt.Errorf("%s: write to the directory: %w", flag, err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}
