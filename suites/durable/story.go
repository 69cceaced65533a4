package durable

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
)

// crash is what the checks after a crash share: the target is killed while
// several clients write, and once more right after the last answer.
type crash struct {
	env    *check.Env
	shared check.Shared

	untouched, exact, full laid
	attributes             map[string]any // of the untouched image; nil where none are shown
	writers                []*writer
	last                   laid
}

// laid is an image with its tags, as they were answered.
type laid struct {
	image   *check.Image
	tags    []string
	answers []int  // exchanges, of the image that is changed last
	problem string // why it has not all the tags that it was to have
}

// complete ends the check where the image has not all its tags.
func (l laid) complete(env *check.Env) {
	if l.problem != "" {
		env.Blocked("%s", l.problem)
	}
}

// story is told once, in the first check that needs it.
func (c *crash) story(ctx context.Context) {
	c.env.NeedsOutage()
	if !c.env.Found.Creates {
		c.env.Unsupported("it takes several images of its own, and the target creates none")
	}
	c.env.SetUp(&c.shared, func() {
		c.lay(ctx)
		c.writeAndCrash(ctx)
		for _, w := range c.writers {
			w.look(ctx)
			w.look(ctx)
		}
		c.answerAndCrash(ctx)
	})
}

// lay makes the images that nobody changes afterwards.
func (c *crash) lay(ctx context.Context) {
	c.untouched = c.layImage(ctx, "blue", "green")
	c.exact = c.layImage(ctx, nonASCII()...)
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		tags := make([]string, quota)
		for i := range tags {
			tags[i] = check.NumberedTag(i + 1)
		}
		c.full = c.layImage(ctx, tags...)
	}
	if c.env.Found.Shows {
		c.attributes = c.untouched.image.Attributes(ctx)
	}
}

// nonASCII are tags that a wrong encoding makes something else of.
func nonASCII() []string { return []string{"\u00e9", "e\u0301", "\u65e5\u672c", "\U0001f41d"} }

// layImage adds the tags for which there is room, and notes what was answered.
func (c *crash) layImage(ctx context.Context, tags ...string) laid {
	l := laid{image: c.env.Image(ctx)}
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		tags = tags[:min(len(tags), quota)]
	}
	l.image.Suspect(tags...)
	for _, tag := range tags {
		switch x := l.image.Client().AddTag(check.WithOutage(ctx), l.image.ID, tag); x.Status() {
		case http.StatusNoContent:
			l.tags = append(l.tags, tag)
		default:
			l.problem = "before the target was killed " + told(x)
		}
	}
	l.image.Written()
	return l
}

// answerAndCrash kills the target right after an answer, while nothing else is
// on its way.
func (c *crash) answerAndCrash(ctx context.Context) {
	c.last = c.layImage(ctx)
	image, client := c.last.image, c.last.image.Client()
	image.Suspect("blue", "green")
	ctx = check.WithOutage(ctx)
	for _, x := range []*imageapi.Exchange{
		client.AddTag(ctx, image.ID, "blue"), client.RemoveTag(ctx, image.ID, "blue"), client.AddTag(ctx, image.ID, "green"),
	} {
		c.last.answers = append(c.last.answers, x.ID)
		if x.Status() != http.StatusNoContent {
			c.last.problem = "before the target was killed " + told(x)
		}
	}
	if err := c.env.Crash(ctx, func() {}); err != nil {
		c.env.Blocked("%v", err)
	}
	image.Written()
}

// needsDeclaredQuota ends the check where nobody told of a quota.
func (c *crash) needsDeclaredQuota() {
	switch quota := c.env.Target.Capabilities.TagQuota; quota {
	case target.QuotaNone:
		c.env.DeclaredAbsent("the target declares that it has no quota of tags")
	case target.QuotaUnknown:
		c.env.Unsupported("no quota is declared: give it with --tag-quota")
	}
}

// accusation is what became of changes that were answered.
type accusation struct {
	what  string
	lines []string
	proof []int // exchanges
}

func (a *accusation) add(x *imageapi.Exchange, what string) {
	a.lines = append(a.lines, told(x)+", and "+what)
	a.proof = append(a.proof, x.ID)
}

// fail fails the check where there is something to accuse the target of.
func (a *accusation) fail(env *check.Env) {
	if len(a.lines) > 0 {
		env.Prove(a.proof)
		Fail(a.what + "\n" + strings.Join(a.lines, "\n"))
	}
}

// told says what was sent and what came.
func told(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return fmt.Sprintf("%s %s (exchange %d) was not answered: %s", x.Sent.Method, x.Sent.Target, x.ID, x.Error)
	}
	return fmt.Sprintf("%s %s (exchange %d) was answered %d", x.Sent.Method, x.Sent.Target, x.ID, x.Status())
}
