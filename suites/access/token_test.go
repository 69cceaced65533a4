package access

import (
	"encoding/base64"
	"testing"
)

func TestDerivedTokensDifferInWhatTheyEncode(t *testing.T) {
	for _, token := range []string{"YWJjZGVmZ2hp", "YWJjZGVmZ2hpaw", "YWJjZGVmZ2hpaw==", "YWJjZGVmZ2hpams", "YWJjZGVmZ2hpams="} {
		for name, derive := range map[string]func(string) (string, error){"cut": cut, "extended": extended} {
			other, err := derive(token)
			if err != nil || other == token || lenient(other) == lenient(token) {
				t.Errorf("%s, %s: %s (%v) means the same to a lenient decoder", token, name, other, err)
			}
		}
	}
}

// lenient decodes what it can: up to padding, and without the character that
// is left alone at the end.
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

func TestOtherCase(t *testing.T) {
	for token, expected := range map[string]string{
		"owner-Token": "OWNER-tOKEN",
		"12345678":    "",
		"0f3A-9b":     "",
		"__--..":      "",
	} {
		if other, err := otherCase(token); other != expected || (err == nil) != (expected != "") {
			t.Errorf("%s in other case: %q, %v", token, other, err)
		}
	}
}

func TestCutLeavesAToken(t *testing.T) {
	if _, err := cut("short"); err == nil {
		t.Error("a token of five characters is cut")
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
			t.Errorf("WWW-Authenticate: %q is taken for %v", value, !expected)
		}
	}
}
