package framing

// byteClass is a set of bytes.
type byteClass [256]bool

// alphanumericAnd returns the set of ASCII letters, digits and the extra bytes.
func alphanumericAnd(extra string) *byteClass {
	var c byteClass
	for b := range 256 {
		c[b] = isDigit(byte(b)) || 'a' <= b|0x20 && b|0x20 <= 'z' && b < 0x80
	}
	for i := range len(extra) {
		c[extra[i]] = true
	}
	return &c
}

// The sets are never changed.
var (
	tokenBytes = alphanumericAnd("!#$%&'*+-.^_`|~")     // RFC 9110, 5.6.2
	hostBytes  = alphanumericAnd("-._~%!$&'()*+,;=:[]") // RFC 3986, 3.2.2 and 3.2.3

	// All visible ASCII characters except "#". A URI must not contain some of them (RFC
	// 3986, 2), but they have no special meaning here.
	targetBytes = alphanumericAnd("!\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
)

// prefix returns how many bytes at the start of p are in the set.
func (c *byteClass) prefix(p []byte) int {
	for i, b := range p {
		if !c[b] {
			return i
		}
	}
	return len(p)
}

// cutField splits a field line (RFC 9112, 5).
func cutField(line []byte) (name, value []byte, ok bool) {
	n := tokenBytes.prefix(line)
	if n == 0 || n == len(line) || line[n] != ':' || !isValue(line[n+1:]) {
		return nil, nil, false
	}
	return line[:n], line[n+1:], true
}

// cutRequestLine splits a request line (RFC 9112, 3). The version is everything after
// the target.
func cutRequestLine(line []byte) (method, target, version []byte, ok bool) {
	m := tokenBytes.prefix(line)
	if m == 0 || m == len(line) || line[m] != ' ' {
		return nil, nil, nil, false
	}
	rest := line[m+1:]
	t := targetBytes.prefix(rest)
	if t == 0 || t == len(rest) || rest[t] != ' ' {
		return nil, nil, nil, false
	}
	return line[:m], rest[:t], rest[t+1:], true
}

// isHost reports whether p is a valid Host, which may be empty (RFC 9110, 7.2).
func isHost(p []byte) bool { return hostBytes.prefix(p) == len(p) }

// isValue reports whether p is a valid field value (RFC 9110, 5.5).
func isValue(p []byte) bool {
	for _, b := range p {
		if b < ' ' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return true
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// equalsLower compares p with a text in lower case, ignoring the case of p.
func equalsLower(p []byte, lower string) bool {
	if len(p) != len(lower) {
		return false
	}
	for i, b := range p {
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		if b != lower[i] {
			return false
		}
	}
	return true
}

// trim removes optional white space (RFC 9110, 5.6.3).
func trim(p []byte) []byte {
	for len(p) > 0 && (p[0] == ' ' || p[0] == '\t') {
		p = p[1:]
	}
	for len(p) > 0 && (p[len(p)-1] == ' ' || p[len(p)-1] == '\t') {
		p = p[:len(p)-1]
	}
	return p
}
