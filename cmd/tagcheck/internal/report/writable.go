package report

import (
	"fmt"
	"os"
)

// Writable makes sure that a directory for reports can be written, before a
// run spends time on what could not be kept.
func Writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--report: make the directory: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".tagcheck-*")
	if err != nil {
		return fmt.Errorf("--report: write to the directory: %w", err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}
