//go:build !unix

package attack

import "time"

// processTime is 0: it can't be told here.
func processTime() time.Duration { return 0 }
