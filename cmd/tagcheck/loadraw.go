package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// rawFile has every request of a load in vegeta's binary format. A load goes on
// when it can't be written; that is told at the end.
type rawFile struct {
	file   io.WriteCloser
	out    *bufio.Writer
	encode vegeta.Encoder
}

func createRaw(path string) (*rawFile, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("--raw: %w", err)
	}
	return newRaw(file), nil
}

func newRaw(file io.WriteCloser) *rawFile {
	out := bufio.NewWriter(file)
	return &rawFile{file, out, vegeta.NewEncoder(out)}
}

// close gives the first error of all writes: the writer keeps it.
func (r *rawFile) close() error {
	if err := errors.Join(r.out.Flush(), r.file.Close()); err != nil {
		return fmt.Errorf("--raw: the file is not whole: %w", err)
	}
	return nil
}
