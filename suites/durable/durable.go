// Package durable checks that acknowledged changes last, also when the target is killed.
package durable

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of this area that do not kill the target to the tree of specs.
func Register(env *Env) {
	Describe("durable", func() {
		It("a tag that was added at the start of the run is still on the image", requirement.DurableAdded,
			func(ctx SpecContext) {
				sentinel := env.Sentinel(ctx)
				if len(sentinel.Added) == 0 {
					env.Blocked("set-up failed: no tag was added at the start of the run")
				}
				Expect(sentinel.Tags(ctx)).To(HaveAll(sentinel.Added...))
			})

		It("a tag that was removed at the start of the run is still absent", requirement.DurableRemoved,
			func(ctx SpecContext) {
				sentinel := env.Sentinel(ctx)
				if len(sentinel.Removed) == 0 {
					env.Blocked("set-up failed: no tag was added and removed at the start of the run")
				}
				Expect(sentinel.Tags(ctx)).To(HaveNone(sentinel.Removed...))
			})
	})
}
