package load

import (
	"context"
	"net/url"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
)

// explainTimeout bounds the question whether a given token has expired.
const explainTimeout = 2 * time.Second

// tokens are those of the owner; nil, and not an interface that contains nil, for none.
func (r *runner) tokens() attack.Tokens {
	source := r.target.Users[target.Owner]
	if source == nil {
		return nil
	}
	if _, ok := source.(imageapi.Explainer); ok {
		return source
	}
	return givenToken{source, r.client}
}

// givenToken finds out whether a token that cannot be renewed has expired during the load.
// The client has used it successfully before.
type givenToken struct {
	target.TokenSource
	client *imageapi.Client
}

// Refused sends a request that every user may send. The reason is "" if that is not answered
// 401: the refusal then says something about the server.
func (g givenToken) Refused(ctx context.Context, _ string) (reason string, again bool) {
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	return g.client.ListImages(ctx, url.Values{"limit": {"1"}}).Lapsed, false
}
