package linearizability

import "math/bits"

// hash is a Zobrist hash: the exclusive or of the keys of the elements of a set.
type hash [2]uint64

func (h hash) with(key hash) hash { return hash{h[0] ^ key[0], h[1] ^ key[1]} }

// between replaces the state in the hash.
func (h hash) between(from, to uint64) hash { return h.with(hashOfState(from ^ to)) }

// keyOf returns the key of an element by its number. Tags have the highest numbers.
func keyOf(number uint64) hash { return hash{mix(2 * number), mix(2*number + 1)} }

func hashOfState(state uint64) hash {
	var h hash
	for ; state != 0; state &= state - 1 {
		h = h.with(keyOf(1<<48 | uint64(bits.TrailingZeros64(state))))
	}
	return h
}

// mix is SplitMix64 (Steele, Lea and Flood, 2014): every bit of the number flips every bit of
// the key with a probability of one half.
func mix(x uint64) uint64 {
	x = (x + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
