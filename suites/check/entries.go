package check

import "github.com/onsi/ginkgo/v2"

// Entries gives an entry of a table for each value, named as it is.
func Entries(values ...string) []ginkgo.TableEntry {
	ginkgo.GinkgoHelper()
	var entries []ginkgo.TableEntry
	for _, v := range values {
		entries = append(entries, ginkgo.Entry(v, v))
	}
	return entries
}
