package durable

import (
	"net/http"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// RegisterCrash adds the checks that kill and restart the target. They share two crashes and must
// be the last checks of a run.
func RegisterCrash(env *Env) {
	c := &crash{env: env}
	Describe("durable", func() {
		Context("after a crash", func() {
			c.acknowledgedChanges()
			c.unchangedImages()
			c.inFlightChanges()
		})
	})
}

// acknowledgedChanges judges the changes that were answered before the target was killed.
func (c *crash) acknowledgedChanges() {
	It("every tag whose addition was acknowledged is present", requirement.CrashAdded, func(ctx SpecContext) {
		c.setUp(ctx)
		lost := losses{what: "tags whose addition was acknowledged before the target was killed"}
		for _, w := range c.writers {
			tags := w.image.Tags(ctx)
			for _, x := range w.acknowledgedChanges(true) {
				if !slices.Contains(tags, x.Tag) {
					lost.add(x, "the tag is absent")
				}
			}
		}
		lost.fail(c.env)
	})

	It("every tag whose removal was acknowledged is absent", requirement.CrashRemoved, func(ctx SpecContext) {
		c.setUp(ctx)
		back := losses{what: "tags whose removal was acknowledged before the target was killed"}
		for _, w := range c.writers {
			tags := w.currentTags(ctx)
			for _, x := range w.acknowledgedChanges(false) {
				if slices.Contains(tags, x.Tag) {
					back.add(x, "the tag is on the image again")
				}
			}
			for _, tag := range w.unknown(tags) {
				back.lines = append(back.lines, strconv.QuoteToASCII(tag)+" was never added to the image "+w.image.ID)
			}
		}
		back.fail(c.env)
	})

	It("the last acknowledged change has its effect", requirement.CrashLast, func(ctx SpecContext) {
		c.setUp(ctx)
		if c.last.problem != "" {
			c.env.Blocked("%s", c.last.problem)
		}
		tags := c.last.image.Tags(ctx)
		c.env.Prove(c.last.exchanges)
		Expect(tags).To(BeTags("green"))
	})
}

// unchangedImages judges images that no request changed while the target was killed.
func (c *crash) unchangedImages() {
	It("an image that no request was changing is unchanged", requirement.CrashUntouched, func(ctx SpecContext) {
		c.setUp(ctx)
		c.untouched.needComplete(c.env)
		Expect(c.untouched.image.Tags(ctx)).To(BeTags(c.untouched.tags...))
		if c.attributes != nil {
			Expect(c.untouched.image.Attributes(ctx)).To(BeAttributes(c.attributes))
		}
	})

	It("non-ASCII tags are unchanged", requirement.CrashNonASCII, func(ctx SpecContext) {
		c.env.NeedsAlphabet(nonASCII()...)
		c.setUp(ctx)
		if len(c.nonASCII.tags) == 0 {
			c.env.Blocked("set-up failed: no non-ASCII tag was added: %s", c.nonASCII.problem)
		}
		Expect(c.nonASCII.image.Tags(ctx)).To(BeTags(c.nonASCII.tags...))
	})

	It("the quota holds", requirement.CrashQuota, func(ctx SpecContext) {
		c.needsDeclaredQuota()
		c.setUp(ctx)
		c.full.needComplete(c.env)
		if !SameTags(c.full.image.Tags(ctx), c.full.tags) {
			c.env.Blocked("set-up failed: the full image has other tags than before the target was killed")
		}
		Expect(c.full.image.AddTag(ctx, NumberedTag(len(c.full.tags)+1))).To(Answer(http.StatusRequestEntityTooLarge))
		Expect(c.full.image.AddTag(ctx, c.full.tags[0])).To(Answer(http.StatusNoContent))
		Expect(c.full.image.Tags(ctx)).To(BeTags(c.full.tags...))
	})
}

// inFlightChanges judges the images that were being changed when the target was killed.
func (c *crash) inFlightChanges() {
	It("an in-flight change is done or not done, and stays so", requirement.CrashUnanswered,
		func(ctx SpecContext) {
			c.env.NeedsShow("whether an unanswered change was done completely")
			c.setUp(ctx)
			open := 0
			for _, w := range c.writers {
				if w.inFlight == nil {
					continue
				}
				open++
				tag := w.inFlight.Tag
				present := slices.Contains(w.currentTags(ctx), tag)
				for _, before := range w.snapshots {
					if slices.Contains(before, tag) != present {
						c.env.Prove([]int{w.inFlight.ID})
						Fail(w.describeFlapping(present))
					}
				}
				status := map[bool]int{true: http.StatusNoContent, false: http.StatusNotFound}[present]
				Expect(w.image.RemoveTag(ctx, tag)).To(Answer(status))
			}
			if open == 0 {
				c.env.Unseen("no request was in flight when the target was killed")
			}
		})

	It("the images that were being changed accept changes", requirement.CrashWritable, func(ctx SpecContext) {
		c.setUp(ctx)
		changed := 0
		for _, w := range c.writers {
			determinate := w.determinate()
			if len(determinate) == 0 {
				continue
			}
			changed++
			tag := determinate[0]
			if slices.Contains(w.currentTags(ctx), tag) {
				Expect(w.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(w.image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
			Expect(w.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		}
		if changed == 0 {
			c.env.Unseen("every image has tags in an indeterminate state only")
		}
	})
}
