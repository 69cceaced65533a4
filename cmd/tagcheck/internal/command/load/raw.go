package loadcommand

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// rawFile has every request of a load in vegeta's binary format. The load goes on
// if it cannot be written; close reports that.
type rawFile struct {
	file   io.Closer
	out    *bufio.Writer
	encode vegeta.Encoder
}

// standardOutput is the FILE of --raw that stands for standard output.
const standardOutput = "-"

func createRaw(path string, stdout io.Writer) (*rawFile, error) {
	if path == standardOutput {
		out := bufio.NewWriter(stdout)
		return &rawFile{io.NopCloser(nil), out, vegeta.NewEncoder(out)}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("--raw: %w", err)
	}
	out := bufio.NewWriter(file)
	return &rawFile{file, out, vegeta.NewEncoder(out)}, nil
}

// close returns the first error of all writes, which the buffer remembers.
func (r *rawFile) close() error {
	if err := errors.Join(r.out.Flush(), r.file.Close()); err != nil {
		return fmt.Errorf("--raw: the file is incomplete: %w", err)
	}
	return nil
}
