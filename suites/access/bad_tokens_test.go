package access

import (
	"encoding/base64"
	"testing"
)

func TestDerivedTokensDifferInWhatTheyEncode(t *testing.T) {
	derived := map[string]func(string) (string, error){"truncated": truncated, "extended": extended}
	for _, token := range []string{
		"YWJjZGVmZ2hp", "YWJjZGVmZ2hpaw", "YWJjZGVmZ2hpaw==", "YWJjZGVmZ2hpams", "YWJjZGVmZ2hpams=",
	} {
		for name, derive := range derived {
			other, err := derive(token)
			if err != nil || other == token || lenient(other) == lenient(token) {
				t.Errorf("%s, %s: %s (%v) means the same to a lenient decoder", token, name, other, err)
			}
		}
	}
}

// lenient decodes what it can: up to the padding, and without a single character at the end.
func lenient(token string) string {
	for i, c := range token {
		if c == '=' {
			token = token[:i]
			break
		}
	}
	if len(token)%quantum == 1 {
		token = token[:len(token)-1]
	}
	data, _ := base64.RawURLEncoding.DecodeString(token)
	return string(data)
}

func TestSwappedCase(t *testing.T) {
	for token, expected := range map[string]string{
		"owner-Token": "OWNER-tOKEN",
		"12345678":    "",
		"0f3A-9b":     "",
		"__--..":      "",
	} {
		if other, err := swappedCase(token); other != expected || (err == nil) != (expected != "") {
			t.Errorf("%s in swapped case: %q, %v", token, other, err)
		}
	}
}

func TestTruncatedNeedsALongToken(t *testing.T) {
	if _, err := truncated("short"); err == nil {
		t.Error("a token of five characters is truncated")
	}
}

func TestIsChallenge(t *testing.T) {
	for value, expected := range map[string]bool{
		`Keystone uri="https://example.com/v3"`: true,
		"Bearer":                                true,
		"Basic, Bearer":                         true,
		"":                                      false,
		`"Keystone"`:                            false,
		"uri=x":                                 false,
	} {
		if isChallenge(value) != expected {
			t.Errorf("WWW-Authenticate: %q is a challenge: %v", value, !expected)
		}
	}
}
