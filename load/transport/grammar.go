package transport

import "strings"

// octets are text of a request or of a response.
type octets interface{ ~string | ~[]byte }

// isToken says that s is a token (RFC 9110 section 5.6.2).
func isToken[T octets](s T) bool {
	for i := range len(s) {
		if !tokenOctets[s[i]] {
			return false
		}
	}
	return len(s) > 0
}

// isValue says that s may be the value of a field (RFC 9110 section 5.5).
func isValue[T octets](s T) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return true
}

// tokenOctets are the octets of a token. It is not modified.
var tokenOctets = func() (set [256]bool) {
	for _, b := range []byte("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
		set[b] = true
	}
	return set
}()

// is compares with a name in lower case, ignoring the case of s.
func is[T octets](s T, name string) bool {
	if len(s) != len(name) {
		return false
	}
	for i := range len(name) {
		b := s[i]
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		if b != name[i] {
			return false
		}
	}
	return true
}

// hasToken says that a comma-separated list contains a token, in lower case.
func hasToken(list, token string) bool {
	for member := range strings.SplitSeq(list, ",") {
		if is(strings.Trim(member, " \t"), token) {
			return true
		}
	}
	return false
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
