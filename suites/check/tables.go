package check

import "github.com/onsi/ginkgo/v2"

// Entries returns a table entry for each value, with the value as its name.
func Entries(values ...string) []ginkgo.TableEntry {
	ginkgo.GinkgoHelper()
	var entries []ginkgo.TableEntry
	for _, v := range values {
		entries = append(entries, ginkgo.Entry(v, v))
	}
	return entries
}
