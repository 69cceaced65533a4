package sequence

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/target"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
)

// RegisterReplay adds one check to the tree of specs: the walk of a file, for the requirements that it violated.
func RegisterReplay(env *Env, file *walk.File) {
	Describe("sequence", func() {
		q := search{
			title: fmt.Sprintf("%s (replay of %s)", file.Check, file.Name),
			cited: requirement.Citation(file.Requirements...),
		}
		It(q.title, q.cited, func(ctx SpecContext) {
			for _, role := range file.Users() {
				if role != string(target.Owner) {
					env.NeedsUser(target.Role(role))
				}
			}
			if file.Authenticates() {
				env.NeedsAuthentication()
			}
			var images []walk.Image
			for name, owner := range file.Images {
				images = append(images, walk.Image{Name: name, Owner: owner})
			}
			q.replay(newSession(ctx, env, images), file)
		})
	})
}

func (q search) replay(s *session, file *walk.File) {
	f, err := walk.Replay(s.runAll, file.Ops, file.Failed < file.Runs)
	if err != nil {
		s.env.EndWith(err)
	}
	if f != nil {
		fail(s.env, *f, file.Seed)
	}
}

// Replayed describes a replay for the result.
func Replayed(file *walk.File) string {
	return fmt.Sprintf("Replay of %s: %d requests of the check %q, which failed in %d of %d runs (seed %d)",
		file.Name, len(file.Ops), file.Check, file.Failed, file.Runs, file.Seed)
}
