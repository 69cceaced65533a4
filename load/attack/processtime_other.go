//go:build !unix

package attack

import "time"

// processTime returns 0: this system does not tell.
func processTime() time.Duration { return 0 }
