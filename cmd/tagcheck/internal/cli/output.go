package cli

import (
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// Output is standard output. It stores the first error of a write, so that a
// command goes on to its verdict and Run can report the error afterwards. After
// an error nothing more is written. Several goroutines may write.
type Output struct {
	out io.Writer

	mu     sync.Mutex
	err    error
	failed func(error) // called once, with err; may be nil
}

// NewOutput makes an Output that writes to out.
func NewOutput(out io.Writer) *Output { return &Output{out: out} }

// Write writes to standard output.
func (o *Output) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.out.Write(text)
	if err != nil {
		o.err = err
		if o.failed != nil {
			o.failed(err)
		}
	}
	return n, err
}

// onFailure calls do with the first error of a write that comes later.
func (o *Output) onFailure(do func(error)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = do
}

// Err is the first error of a write, or nil.
func (o *Output) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// Caused reports whether err is, or wraps, the error of a write to o.
func (o *Output) Caused(err error) bool {
	own := o.Err()
	return own != nil && errors.Is(err, own)
}

// File is the file behind the output, or nil if there is none.
func (o *Output) File() *os.File {
	file, _ := o.out.(*os.File)
	return file
}

// Width is the number of columns of the terminal; 0 if there is no terminal.
func (o *Output) Width() int {
	file := o.File()
	if file == nil {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}
