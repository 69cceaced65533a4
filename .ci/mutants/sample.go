package main

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

// sampleOf draws n mutants of a package; all of them if n is 0. The sample depends only
// on the seed, the package and its mutants, not on other packages.
func sampleOf(all []mutant, importPath string, seed uint64, n int) []mutant {
	if n == 0 || n >= len(all) {
		return all
	}
	hash := fnv.New64a()
	hash.Write([]byte(importPath))
	random := rand.New(rand.NewPCG(seed, hash.Sum64()))
	drawn := slices.Clone(all)
	random.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	drawn = drawn[:n]
	slices.SortFunc(drawn, func(a, b mutant) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.start, b.start), cmp.Compare(a.change(), b.change()))
	})
	return drawn
}
