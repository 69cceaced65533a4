package access

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
)

// What no server has given out: a word, a Fernet token of 2020 whose signature
// is made up, and a JWT that says of itself that it is not signed.
const (
	garbage   = "garbage"
	oldFernet = "gAAAAABeC-EAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ubw"
	openJWT   = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZG1pbiIsImV4cCI6NDEwMjQ0NDgwMH0."
)

// credential gives what a request carries instead of its user's token. It may
// end the check where the target's tokens do not allow that.
type credential func(ctx context.Context, env *check.Env) imageapi.Option

// badTokens gives everything that is no valid token, as entries of a table.
func badTokens() []ginkgo.TableEntry {
	ginkgo.GinkgoHelper()
	return []ginkgo.TableEntry{
		ginkgo.Entry("none", constant(imageapi.WithoutToken())),
		ginkgo.Entry("none, but fields that say who it is", constant(both(imageapi.WithoutToken(), claiming))),
		ginkgo.Entry("an empty one", constant(imageapi.WithToken(""))),
		ginkgo.Entry("garbage", constant(imageapi.WithToken(garbage))),
		ginkgo.Entry("one that expired long ago", constant(imageapi.WithToken(oldFernet))),
		ginkgo.Entry("a JWT without signature", constant(imageapi.WithToken(openJWT))),
		ginkgo.Entry("the owner's, cut", derived(cut)),
		ginkgo.Entry("the owner's, extended", derived(extended)),
		ginkgo.Entry("the owner's, in other case", derived(otherCase)),
	}
}

// claiming sends what the token filter of Keystone and a proxy in front tell
// the application behind them: a client can send it as well, and it must not
// be believed.
func claiming(r *imageapi.Request) {
	r.Fields = append(r.Fields,
		imageapi.Field{Name: "X-Identity-Status", Value: "Confirmed"}, imageapi.Field{Name: "X-Service-Identity-Status", Value: "Confirmed"},
		imageapi.Field{Name: "X-Roles", Value: "admin,member"}, imageapi.Field{Name: "X-Is-Admin-Project", Value: "True"},
		imageapi.Field{Name: "X-User-Id", Value: "admin"},
		imageapi.Field{Name: "X-Forwarded-For", Value: "127.0.0.1"}, imageapi.Field{Name: "X-Real-IP", Value: "127.0.0.1"})
}

func both(one, other imageapi.Option) imageapi.Option {
	return func(r *imageapi.Request) {
		one(r)
		other(r)
	}
}

func constant(option imageapi.Option) credential {
	return func(context.Context, *check.Env) imageapi.Option { return option }
}

// derived makes a token of the owner's.
func derived(derive func(token string) (string, error)) credential {
	return func(ctx context.Context, env *check.Env) imageapi.Option {
		token, err := derive(tokenOf(ctx, env, target.Owner))
		if err != nil {
			env.Unsupported("the owner's token %v", err)
		}
		return imageapi.WithDerivedToken(token)
	}
}

func tokenOf(ctx context.Context, env *check.Env, role target.Role) string {
	token, err := env.Target.Users[role].Token(ctx)
	if err != nil {
		env.Blocked("no token of the %s could be had: %v", role, err)
	}
	return token
}

// quantum is the number of characters that base64 makes of three bytes. Many
// tokens are base64 of signed data, and some decoders pass over missing or
// surplus padding and over a character that is left alone at the end. A whole
// quantum more or less is never mere padding: it changes the signed bytes.
const quantum = 4

func cut(token string) (string, error) {
	if len(token) < 2*quantum {
		return "", errors.New("is too short to be cut")
	}
	return token[:len(token)-quantum], nil
}

// extended puts the surplus before padding, since decoders may pass over all
// that comes behind it.
func extended(token string) (string, error) {
	bare := strings.TrimRight(token, "=")
	return bare + strings.Repeat("x", quantum) + token[len(bare):], nil
}

// otherCase leaves alone what may be a hexadecimal number, such as a UUID: its
// letters mean the same in either case.
func otherCase(token string) (string, error) {
	if strings.Trim(token, "0123456789abcdefABCDEF-") == "" {
		return "", errors.New("has no letter whose case matters")
	}
	other := strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, token)
	if other == token {
		return "", errors.New("has no letter whose case matters")
	}
	return other, nil
}
