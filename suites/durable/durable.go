// Package durable checks that what was acknowledged lasts.
package durable

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// Register adds the checks of durability to the tree of specs.
func Register(env *Env) {
	Describe("durable", func() {
		It("a tag stays from the beginning of the run", requirement.DurableAdded, func(ctx SpecContext) {
			keepsake := env.Keepsake(ctx)
			if len(keepsake.Added) == 0 {
				env.Blocked("no tag could be added at the beginning of the run")
			}
			Expect(keepsake.Tags(ctx)).To(HaveAll(keepsake.Added...))
		})

		It("a removed tag stays away from the beginning of the run", requirement.DurableRemoved, func(ctx SpecContext) {
			keepsake := env.Keepsake(ctx)
			if len(keepsake.Removed) == 0 {
				env.Blocked("no tag could be added and removed at the beginning of the run")
			}
			Expect(keepsake.Tags(ctx)).To(HaveNone(keepsake.Removed...))
		})
	})
}
