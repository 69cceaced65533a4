package reference

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"sync/atomic"
)

// appendUUID appends a random UUID (RFC 9562, 5.4). IDs are not secrets, so the
// generator is not a cryptographic one.
func appendUUID(dst []byte) []byte {
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:8], rand.Uint64())
	binary.LittleEndian.PutUint64(raw[8:], rand.Uint64())
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	dst = append(hex.AppendEncode(dst, raw[:4]), '-')
	dst = append(hex.AppendEncode(dst, raw[4:6]), '-')
	dst = append(hex.AppendEncode(dst, raw[6:8]), '-')
	dst = append(hex.AppendEncode(dst, raw[8:10]), '-')
	return hex.AppendEncode(dst, raw[10:])
}

func newUUID() string { return string(appendUUID(nil)) }

// requestIDs creates request IDs, for the logs of client and server: a random
// prefix for each server, and a counter. That is much cheaper than a random ID for
// each request.
type requestIDs struct {
	prefix string
	count  atomic.Uint64
}

func newRequestIDs() *requestIDs {
	return &requestIDs{prefix: "req-" + newUUID()[:len("01234567-0123-4123-8123-")]}
}

// append appends the next ID.
func (ids *requestIDs) append(dst []byte) []byte {
	var digits [6]byte
	n := ids.count.Add(1)
	for i := range digits {
		digits[len(digits)-1-i] = byte(n >> (8 * i))
	}
	return hex.AppendEncode(append(dst, ids.prefix...), digits[:])
}

// isUUID reports whether s is a UUID, in lower or upper case.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHex(s[i]) {
				return false
			}
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
