package concurrent

import (
	"github.com/onsi/ginkgo/v2"

	"tagcheck/suites/check"
	"tagcheck/suites/concurrent/history"
)

func expectOrder(env *check.Env, partitions []history.Partition) {
	for _, p := range partitions {
		switch p.Verdict {
		case history.Illegal:
			ginkgo.Fail("requests at the same time\nno order of them explains what came: " + p.Image + " " + p.Tag)
		case history.Undecided:
			env.Undecided("%s", p.Reason)
		}
	}
}
