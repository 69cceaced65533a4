package imagepool

import (
	"context"
	"errors"

	"tagcheck/fixtures/images"
)

// retry calls try until it succeeds, is refused for good, or was called Tries times. It
// returns the last error.
func retry(ctx context.Context, try func() error) error {
	delay := RetryDelay
	for n := 1; ; n++ {
		err := try()
		var refused *images.Refused
		if err == nil || !errors.As(err, &refused) || refused.Final() || n == Tries {
			return err
		}
		if images.Wait(ctx, delay) != nil {
			return err
		}
		delay *= 2
	}
}
