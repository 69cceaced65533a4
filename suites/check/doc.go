// Package check is the toolkit that every check is written with: images to work
// on, requests to send, and matchers that list every deviation of a response.
//
// A check is a Ginkgo spec that cites a requirement. It takes an [Image] from
// the [Env] of the run, sends requests, and states what it expects:
//
//	It("adds the tag and answers 204", requirement.AddStores, func(ctx SpecContext) {
//		image := env.Image(ctx)
//		Expect(image.AddTag(ctx, "blue")).To(Answer(http.StatusNoContent))
//		Expect(image.Tags(ctx)).To(BeTags("blue"))
//	})
//
// Only an expectation that is not met fails a check. A check that cannot judge
// the target ends with another outcome: [Env.Blocked] when its set-up failed,
// [Env.Unsupported] when the target lacks what it needs, [Env.Undecided] when a
// response says nothing about the requirement (a throttled request, for example).
// Methods that start with Needs end the check in this way, unless the target has
// what they name.
//
// The run watches for side effects that no check expects: it compares a bystander,
// an image that no check changes, after every check ([Env.CompareBystander]), and
// the attributes of every image each time it is read. Deviations are an
// [Observation] each and have requirements of their own.
//
// The functions that a check calls are not marked as Ginkgo helpers: a result names
// the location of the check and its exchanges, never that of an assertion.
package check
