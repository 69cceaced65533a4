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

// RegisterCrash adds the checks for which the target is killed and started
// again. They share two crashes, and none of them is to be followed by others.
func RegisterCrash(env *Env) {
	c := &crash{env: env}
	Describe("durable", func() {
		Context("after a crash", func() {
			c.changes()
			c.images()
			c.traces()
		})
	})
}

// changes judges what was answered.
func (c *crash) changes() {
	It("has the tags whose addition was answered", requirement.CrashAdded, func(ctx SpecContext) {
		c.story(ctx)
		lost := accusation{what: "tags whose addition was answered before the target was killed"}
		for _, w := range c.writers {
			tags := w.image.Tags(ctx)
			for _, x := range w.answered(true) {
				if !slices.Contains(tags, x.Tag) {
					lost.add(x, "the tag is not there")
				}
			}
		}
		lost.fail(c.env)
	})

	It("lacks the tags whose removal was answered", requirement.CrashRemoved, func(ctx SpecContext) {
		c.story(ctx)
		back := accusation{what: "tags whose removal was answered before the target was killed"}
		for _, w := range c.writers {
			tags := w.there(ctx)
			for _, x := range w.answered(false) {
				if slices.Contains(tags, x.Tag) {
					back.add(x, "the tag is there again")
				}
			}
			for _, tag := range w.strange(tags) {
				back.lines = append(back.lines, strconv.QuoteToASCII(tag)+" was never added to the image "+w.image.ID)
			}
		}
		back.fail(c.env)
	})

	It("has what was answered last", requirement.CrashLast, func(ctx SpecContext) {
		c.story(ctx)
		if c.last.problem != "" {
			c.env.Blocked("%s", c.last.problem)
		}
		tags := c.last.image.Tags(ctx)
		c.env.Prove(c.last.answers)
		Expect(tags).To(BeTags("green"))
	})
}

// images judges what was there before, and nobody changed.
func (c *crash) images() {
	It("has an image that nobody was changing as it was", requirement.CrashUntouched, func(ctx SpecContext) {
		c.story(ctx)
		c.untouched.complete(c.env)
		Expect(c.untouched.image.Tags(ctx)).To(BeTags(c.untouched.tags...))
		if c.attributes != nil {
			Expect(c.untouched.image.Attributes(ctx)).To(BeAttributes(c.attributes))
		}
	})

	It("has tags beyond ASCII as they were", requirement.CrashNonASCII, func(ctx SpecContext) {
		c.env.NeedsAlphabet(nonASCII()...)
		c.story(ctx)
		if len(c.exact.tags) == 0 {
			c.env.Blocked("no tag beyond ASCII could be added: %s", c.exact.problem)
		}
		Expect(c.exact.image.Tags(ctx)).To(BeTags(c.exact.tags...))
	})

	It("keeps the quota", requirement.CrashQuota, func(ctx SpecContext) {
		c.needsDeclaredQuota()
		c.story(ctx)
		c.full.complete(c.env)
		if !SameTags(c.full.image.Tags(ctx), c.full.tags) {
			c.env.Blocked("the image that was full has other tags than before the target was killed")
		}
		Expect(c.full.image.AddTag(ctx, NumberedTag(len(c.full.tags)+1))).To(Answer(http.StatusRequestEntityTooLarge))
		Expect(c.full.image.AddTag(ctx, c.full.tags[0])).To(Answer(http.StatusNoContent))
		Expect(c.full.image.Tags(ctx)).To(BeTags(c.full.tags...))
	})
}

// traces judges what the crash itself may leave.
func (c *crash) traces() {
	It("has an unanswered change done or not, for good", requirement.CrashUnanswered, func(ctx SpecContext) {
		c.env.NeedsShow("whether what was not answered is done wholly")
		c.story(ctx)
		open := 0
		for _, w := range c.writers {
			if w.open == nil {
				continue
			}
			open++
			tag := w.open.Tag
			there := slices.Contains(w.there(ctx), tag)
			for _, before := range w.looks {
				if slices.Contains(before, tag) != there {
					c.env.Prove([]int{w.open.ID})
					Fail(w.wavers(there))
				}
			}
			status := map[bool]int{true: http.StatusNoContent, false: http.StatusNotFound}[there]
			Expect(w.image.RemoveTag(ctx, tag)).To(Answer(status))
		}
		if open == 0 {
			c.env.Unseen("no request was on its way when the target was killed")
		}
	})

	It("takes changes to the images that were being changed", requirement.CrashWritable, func(ctx SpecContext) {
		c.story(ctx)
		changed := 0
		for _, w := range c.writers {
			certain := w.certain()
			if len(certain) == 0 {
				continue
			}
			changed++
			tag := certain[0]
			if slices.Contains(w.there(ctx), tag) {
				Expect(w.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
			}
			Expect(w.image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
			Expect(w.image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
		}
		if changed == 0 {
			c.env.Unseen("of no image it is known which tags it has")
		}
	})
}
