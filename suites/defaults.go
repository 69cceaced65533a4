package suites

import (
	"cmp"
	"time"

	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// DefaultUserAgent is the product name that requests carry. The name of the check is
// appended to it.
const DefaultUserAgent = "tagcheck"

// The other defaults are those of packages check (Effort), verdict (Profile) and target.

func (o Options) withDefaults() Options {
	switch {
	case o.Replay != nil:
		o.Requirements = requirement.ByIDs(o.Replay.Requirements)
	case o.Requirements == nil:
		o.Requirements = requirement.All()
	}
	o.Profile.Name = cmp.Or(o.Profile.Name, verdict.DefaultProfile)
	o.Effort = o.Effort.OrDefault()
	o.UserAgent = cmp.Or(o.UserAgent, DefaultUserAgent)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
