package engine

import (
	"slices"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/suites/access"
	"tagcheck/suites/add"
	"tagcheck/suites/check"
	"tagcheck/suites/concurrent"
	"tagcheck/suites/durable"
	"tagcheck/suites/isolation"
	"tagcheck/suites/method"
	"tagcheck/suites/observe"
	"tagcheck/suites/remove"
	"tagcheck/suites/requirement"
	"tagcheck/suites/robust"
	"tagcheck/suites/sequence"
	"tagcheck/suites/traffic"
	"tagcheck/suites/wire"
)

// registerAreas registers the checks of all areas, in the order in which Ginkgo runs
// them: that of their files. Ginkgo sorts specs, which is slower in any other order.
func registerAreas(env *check.Env) {
	access.Register(env)
	add.Register(env)
	concurrent.Register(env)
	durable.Register(env)
	isolation.Register(env)
	method.Register(env)
	observe.Register(env)
	remove.Register(env)
	robust.Register(env)
	sequence.Register(env)
	wire.Register(env)
}

// registerCrashes registers the checks that kill the target. They run last: a target that
// loses its images in a crash would fail all later checks.
func registerCrashes(env *check.Env) { durable.RegisterCrash(env) }

// groups returns the functions that register the checks of a plan. The groups run one after
// the other.
func groups(p Plan) []func(*check.Env) {
	if p.Replay != nil {
		return []func(*check.Env){func(env *check.Env) { sequence.RegisterReplay(env, p.Replay) }}
	}
	return []func(*check.Env){registerAreas, registerCrashes}
}

// labelFilter selects the specs that judge the requirements. A rule over all traffic needs the
// traffic of every check.
func labelFilter(requirements []requirement.Requirement) string {
	var ids []string
	for _, q := range requirements {
		if slices.Contains(traffic.Cited(), q.ID) {
			return ""
		}
		ids = append(ids, q.ID)
	}
	return requirement.Filter(ids)
}

// selects returns whether one of the requirements is cited.
func selects(requirements []requirement.Requirement, cited ginkgo.Labels) bool {
	ids := requirement.Cited(cited)
	return slices.ContainsFunc(requirements, func(r requirement.Requirement) bool { return slices.Contains(ids, r.ID) })
}
