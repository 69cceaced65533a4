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

// Tokens that no server issued: a word, a Fernet token of 2020 with an invalid signature, and an
// unsigned JWT.
const (
	garbage   = "garbage"
	oldFernet = "gAAAAABeC-EAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v" +
		"MDEyMzQ1Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ubw"
	openJWT = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZG1pbiIsImV4cCI6NDEwMjQ0NDgwMH0."
)

// credential returns the option that replaces the token of a request. It ends the check where
// the target's tokens do not allow that.
type credential func(ctx context.Context, env *check.Env) imageapi.Option

// badTokens returns the ways to send a request without a valid token.
func badTokens() []ginkgo.TableEntry {
	ginkgo.GinkgoHelper()
	return []ginkgo.TableEntry{
		ginkgo.Entry("none", constant(imageapi.WithoutToken())),
		ginkgo.Entry("none, with fields that claim an identity", constant(both(imageapi.WithoutToken(), claiming))),
		ginkgo.Entry("an empty token", constant(imageapi.WithToken(""))),
		ginkgo.Entry("garbage", constant(imageapi.WithToken(garbage))),
		ginkgo.Entry("an expired token", constant(imageapi.WithToken(oldFernet))),
		ginkgo.Entry("a JWT without signature", constant(imageapi.WithToken(openJWT))),
		ginkgo.Entry("the owner's token, truncated", derived(truncated)),
		ginkgo.Entry("the owner's token, extended", derived(extended)),
		ginkgo.Entry("the owner's token, in swapped case", derived(swappedCase)),
	}
}

// claiming adds the fields with which the token filter of Keystone, or a proxy, passes the
// user to the application. The application must not trust them from a client.
func claiming(r *imageapi.Request) {
	r.Fields = append(
		r.Fields,
		imageapi.Field{Name: "X-Identity-Status", Value: "Confirmed"},
		imageapi.Field{
			Name: "X-Service-Identity-Status", Value: "Confirmed",
		},
		imageapi.Field{Name: "X-Roles", Value: "admin,member"},
		imageapi.Field{
			Name: "X-Is-Admin-Project", Value: "True",
		},
		imageapi.Field{Name: "X-User-Id", Value: "admin"},
		imageapi.Field{
			Name:  "X-Forwarded-For",
			Value: "127.0.0.1",
		},
		imageapi.Field{Name: "X-Real-IP", Value: "127.0.0.1"},
	)
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

// derived makes a token from the owner's.
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
		env.Blocked("set-up failed: cannot get a token of the %s: %v", role, err)
	}
	return token
}

// quantum is the number of base64 characters for three bytes. Many tokens are base64 of signed
// data, and some decoders ignore missing or surplus padding and a single character at the end. A
// whole quantum more or less is never mere padding: it changes the signed bytes.
const quantum = 4

func truncated(token string) (string, error) {
	if len(token) < 2*quantum {
		return "", errors.New("is too short to be truncated")
	}
	return token[:len(token)-quantum], nil
}

// extended inserts characters before the padding, since decoders may ignore what follows it.
func extended(token string) (string, error) {
	bare := strings.TrimRight(token, "=")
	return bare + strings.Repeat("x", quantum) + token[len(bare):], nil
}

// swappedCase refuses a token that may be a hexadecimal number, such as a UUID: its letters mean
// the same in either case.
func swappedCase(token string) (string, error) {
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
