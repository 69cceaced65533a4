package framing

import (
	"strings"
	"testing"
)

// TestChunkedFraming parses bodies that another request follows. The values are the lengths
// of valid bodies, or -1 for malformed ones.
func TestChunkedFraming(t *testing.T) {
	const next = "GET"
	for sent, want := range map[string]int{
		"0\r\n\r\n":                         5,
		"5\r\nhello\r\n0\r\n\r\n":           15,
		"5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n": 23,
		"00a\r\n0123456789\r\n0\r\n\r\n":    22,
		"A\r\n0123456789\r\n0\r\n\r\n":      20,
		"0\r\nX: y\r\nZ:\r\n\r\n":           15,
		"0;x\r\n\r\n":                       7,
		"\r\n\r\n":                          -1,
		"\n5\r\n":                           -1,
		"z\r\n":                             -1,
		"+1\r\nx\r\n":                       -1,
		"0x1\r\nx\r\n":                      -1,
		"1_0\r\n":                           -1,
		"1 \r\nx\r\n":                       -1,
		"1000000000000000\r\n":              -1,
		"1;a\rb\r\n":                        -1,
		"1\nx\r\n":                          -1,
		"1\r\nx\n":                          -1,
		"1\r\nxx":                           -1,
		"1\r\nx\rx":                         -1,
		"0\r\nX\r\n\r\n":                    -1,
		"0\r\nX : y\r\n\r\n":                -1,
		"0\r\n X: y\r\n\r\n":                -1,
		"0\r\nX: y\n\r\n":                   -1,
		"0\r\n\n":                           -1,
		strings.Repeat("1", 2000):           -1,
		"1;" + strings.Repeat("x", 2000) + "\r\n":       -1,
		"0\r\n" + strings.Repeat("X: y\r\n", 1000):      -1,
		"0\r\nX: " + strings.Repeat("y", 2000) + "\r\n": -1,
	} {
		b := body{chunked: true}
		n, done, err := b.span([]byte(sent + next))
		switch {
		case want < 0 && (err != errChunked || done):
			t.Errorf("%.40q: %d, %v, %v, want an error", sent, n, done, err)
		case want >= 0 && (n != want || !done || err != nil):
			t.Errorf("%.40q: %d, %v, %v, want %d", sent, n, done, err, want)
		}
	}
}

func TestIncompleteChunks(t *testing.T) {
	whole := "5;x\r\nhello\r\n0\r\nX: y\r\n\r\n"
	for n := range whole {
		b := body{chunked: true}
		if passed, done, err := b.span([]byte(whole[:n])); passed > n || done || err != nil {
			t.Errorf("%q: %d, %v, %v", whole[:n], passed, done, err)
		}
	}
}
