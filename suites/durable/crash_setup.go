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

// crash is the set-up that the checks after a crash share: the target is killed while several clients
// write, and again right after a response.
type crash struct {
	env    *check.Env
	shared check.SharedSetup

	untouched, nonASCII, full prepared
	attributes                map[string]any // of the untouched image; nil if the target does not show them
	writers                   []*writer
	last                      prepared // changed right before the second kill
}

// prepared is an image with acknowledged tags.
type prepared struct {
	image     *check.Image
	tags      []string
	exchanges []int  // of the image that is changed last
	problem   string // why not all tags were added
}

// needComplete ends the check where not all tags were added.
func (p prepared) needComplete(env *check.Env) {
	if p.problem != "" {
		env.Blocked("%s", p.problem)
	}
}

// setUp runs once, in the first check that needs it.
func (c *crash) setUp(ctx context.Context) {
	c.env.NeedsOutage()
	c.env.NeedsCreation("several images")
	c.env.SetUpOnce(&c.shared, func() {
		c.prepareImages(ctx)
		c.writeAndCrash(ctx)
		for _, w := range c.writers {
			w.takeSnapshot(ctx)
			w.takeSnapshot(ctx)
		}
		c.changeAndCrash(ctx)
	})
}

// prepareImages creates the images that no check changes afterwards.
func (c *crash) prepareImages(ctx context.Context) {
	c.untouched = c.prepareImage(ctx, "blue", "green")
	c.nonASCII = c.prepareImage(ctx, nonASCII()...)
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		c.full = c.prepareImage(ctx, check.NumberedTags(1, quota)...)
	}
	if c.env.Found.Shows {
		c.attributes = c.untouched.image.Attributes(ctx)
	}
}

// nonASCII returns tags that a wrong encoding changes.
func nonASCII() []string { return []string{"\u00e9", "e\u0301", "\u65e5\u672c", "\U0001f41d"} }

// prepareImage creates an image and adds as many of the tags as the quota permits.
func (c *crash) prepareImage(ctx context.Context, tags ...string) prepared {
	p := prepared{image: c.env.Image(ctx)}
	if quota := c.env.Target.Capabilities.TagQuota; quota > 0 {
		tags = tags[:min(len(tags), quota)]
	}
	p.image.AlsoProbe(tags...)
	for _, tag := range tags {
		switch x := p.image.Client().AddTag(check.WithOutage(ctx), p.image.ID, tag); x.Status() {
		case http.StatusNoContent:
			p.tags = append(p.tags, tag)
		default:
			p.problem = "set-up failed: before the target was killed " + describe(x)
		}
	}
	p.image.MarkChanged()
	return p
}

// changeAndCrash kills the target right after a response, with no request in flight.
func (c *crash) changeAndCrash(ctx context.Context) {
	c.last = c.prepareImage(ctx)
	image, client := c.last.image, c.last.image.Client()
	image.AlsoProbe("blue", "green")
	ctx = check.WithOutage(ctx)
	for _, x := range []*imageapi.Exchange{
		client.AddTag(ctx, image.ID, "blue"),
		client.RemoveTag(ctx, image.ID, "blue"),
		client.AddTag(ctx, image.ID, "green"),
	} {
		c.last.exchanges = append(c.last.exchanges, x.ID)
		if x.Status() != http.StatusNoContent {
			c.last.problem = "set-up failed: before the target was killed " + describe(x)
		}
	}
	if err := c.env.Crash(ctx, func() {}); err != nil {
		c.env.Blocked("set-up failed: %v", err)
	}
	image.MarkChanged()
}

// needsDeclaredQuota ends the check where the target declares no quota.
func (c *crash) needsDeclaredQuota() {
	switch quota := c.env.Target.Capabilities.TagQuota; quota {
	case target.QuotaNone:
		c.env.DeclaredAbsent("the target declares that it has no quota of tags")
	case target.QuotaUnknown:
		c.env.Unsupported("no quota is declared: declare it with --tag-quota")
	}
}

// losses are acknowledged changes that were lost.
type losses struct {
	what      string
	lines     []string
	exchanges []int // that acknowledged the changes
}

func (l *losses) add(x *imageapi.Exchange, state string) {
	l.lines = append(l.lines, describe(x)+", but "+state)
	l.exchanges = append(l.exchanges, x.ID)
}

// fail fails the check where a change was lost.
func (l *losses) fail(env *check.Env) {
	if len(l.lines) > 0 {
		env.Prove(l.exchanges)
		Fail(l.what + "\n" + strings.Join(l.lines, "\n"))
	}
}

// describe describes an exchange.
func describe(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return fmt.Sprintf("%s %s (exchange %d) was not answered: %s", x.Sent.Method, x.Sent.Target, x.ID, x.Error)
	}
	return fmt.Sprintf("%s %s (exchange %d) was answered %d", x.Sent.Method, x.Sent.Target, x.ID, x.Status())
}
