package sequence

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// nobodysToken is what no server has given out.
const nobodysToken = "garbage"

// leastSteps are sent however slow a target is.
const leastSteps = 20

// session carries out walks for one check, each on images of its own.
type session struct {
	ctx    context.Context
	env    *check.Env
	owners map[string]string // of the images, by their names

	images map[string]*check.Image // of the walk that is carried out
	sent   []*imageapi.Exchange    // by it, in order
}

func newSession(ctx context.Context, env *check.Env, images []walk.Image) *session {
	s := &session{ctx: ctx, env: env, owners: map[string]string{}}
	for _, image := range images {
		s.owners[image.Name] = image.Owner
	}
	return s
}

func always() bool { return true }

// run carries out a walk, as much of it as there is time for but for a
// beginning: fewer requests would prove nothing.
func (s *session) run(ops []walk.Op, inTime func() bool) (*walk.Violation, error) {
	s.images, s.sent = map[string]*check.Image{}, nil
	defer s.giveBack()
	goOn := func() bool { return len(s.sent) < leastSteps || inTime() }
	v, _, err := walk.Run(s, walk.NewModel(s.owners, s.env.Target.Capabilities.TagQuota), ops, goOn)
	if v != nil {
		v.Proof = s.sent
	}
	return v, err
}

// again carries out a walk to its end.
func (s *session) again(ops []walk.Op) (*walk.Violation, error) { return s.run(ops, always) }

// giveBack returns the images at once: a walk that fails is carried out often.
// What can't be returned now is tried again at the end of the check.
func (s *session) giveBack() {
	if !s.env.Found.Creates {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.images)) {
		_ = s.env.Lender.Release(s.ctx, s.images[name].ID)
	}
}

// image lends an image when the walk first names it.
func (s *session) image(name string) (*check.Image, error) {
	if image := s.images[name]; image != nil {
		return image, nil
	}
	if len(s.images) > 0 && !s.env.Found.Creates {
		return nil, &check.Unjudged{Outcome: verdict.Unsupported, Reason: "it takes several images, and the target creates none"}
	}
	image, err := s.env.Fresh(s.ctx, target.Role(s.owners[name]))
	if err != nil {
		return nil, &check.Unjudged{Outcome: verdict.Blocked, Reason: "no image could be had: " + err.Error()}
	}
	s.images[name] = image
	return image, nil
}

// Do sends the request of an op.
func (s *session) Do(op walk.Op) (walk.Answer, error) {
	image, err := s.image(op.Image)
	if err != nil {
		return walk.Answer{}, err
	}
	image.Suspect(suspects(op)...)
	x, err := image.As(s.user(op), "").Try(s.ctx, s.request(op, image))
	s.sent = append(s.sent, x)
	if err == nil && op.Do == walk.Add && x.Status() == http.StatusRequestEntityTooLarge && s.env.Target.Capabilities.TagQuota == 0 {
		err = &check.Unjudged{Outcome: verdict.Unsupported, Reason: "the target has a small quota that is not declared: give it with --tag-quota"}
	}
	return answer(x), err
}

// Tags gives the tags of an image.
func (s *session) Tags(name string) ([]string, walk.Answer, error) {
	image, err := s.image(name)
	if err != nil {
		return nil, walk.Answer{}, err
	}
	tags, x, err := image.TryTags(s.ctx)
	if x == nil {
		return tags, walk.Answer{Status: http.StatusOK}, err
	}
	s.sent = append(s.sent, x)
	return tags, answer(x), err
}

func answer(x *imageapi.Exchange) walk.Answer {
	a := walk.Answer{Status: x.Status(), Silent: x.Error}
	if x.Outcome != imageapi.Answered {
		a.Status = 0
		return a
	}
	a.Content = int(x.Received.Body.Size + x.Received.Surplus.Size)
	return a
}

func (s *session) user(op walk.Op) target.Role {
	if op.By == "" || op.By == walk.Unknown {
		return target.Role(s.owners[op.Image])
	}
	return target.Role(op.By)
}

// request makes a request of an op.
func (s *session) request(op walk.Op, image *check.Image) imageapi.Request {
	r := imageapi.Request{
		Operation: operation(op), Method: op.HTTPMethod(), Target: imageapi.ImagePath(image.Client().Root(), image.ID) + op.Path(),
		Fields: op.Fields, Mistake: op.Mistake(), Image: image.ID, Tag: op.Tag,
	}
	if op.By != "" && op.By != s.owners[op.Image] && r.Mistake == "" {
		r.Mistake = "the image belongs to another user"
	}
	if op.By == walk.Unknown {
		imageapi.WithToken(nobodysToken)(&r)
	}
	if op.Body != nil {
		r.Body, r.Chunked = op.Body.Bytes(), op.Body.Chunked
		if r.Body == nil {
			r.Body = []byte{}
		}
		if op.Body.Type != "" {
			r.Fields = append(append([]imageapi.Field{}, op.Fields...), imageapi.Field{Name: "Content-Type", Value: op.Body.Type})
		}
	}
	return r
}

// operation is Add or Remove on the URL of a tag; to others the tables of
// statuses do not apply.
func operation(op walk.Op) imageapi.Operation {
	switch {
	case op.Tag == "" || op.Behind != "":
		return imageapi.Other
	case op.Do == walk.Add:
		return imageapi.Add
	case op.Do == walk.Remove:
		return imageapi.Remove
	}
	return imageapi.Other
}

// suspects are what a mistaken server may add.
func suspects(op walk.Op) []string {
	if op.Tag != "" && op.Behind != "" {
		return []string{op.Tag, op.Tag + op.Behind}
	}
	return nil
}
