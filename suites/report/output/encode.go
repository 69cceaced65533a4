package output

import (
	"context"
	"encoding/json"
	"io"
)

// JSON writes a value as indented JSON. Characters such as < are written as
// they are, so that commands in it can be copied.
func JSON(ctx context.Context, w io.Writer, value any) error {
	e := json.NewEncoder(Writer(ctx, w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// Writer writes to w until ctx ends; from then on it returns the cause.
func Writer(ctx context.Context, w io.Writer) io.Writer { return contextWriter{ctx, w} }

type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.w.Write(p)
}
