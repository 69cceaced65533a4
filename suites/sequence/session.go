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

// invalidToken is a token that no server issued.
const invalidToken = "garbage"

// minSteps are sent even to a slow target: fewer would prove nothing.
const minSteps = 20

// session runs walks for one check, each on new images.
type session struct {
	ctx    context.Context
	env    *check.Env
	owners map[string]string // by the name of the image

	images map[string]*check.Image // of the current walk
	sent   []*imageapi.Exchange    // of the current walk, in order
}

func newSession(ctx context.Context, env *check.Env, images []walk.Image) *session {
	s := &session{ctx: ctx, env: env, owners: map[string]string{}}
	for _, image := range images {
		s.owners[image.Name] = image.Owner
	}
	return s
}

func always() bool { return true }

// run runs a walk until the time is over, but at least its first minSteps.
func (s *session) run(ops []walk.Op, inTime func() bool) (*walk.Violation, error) {
	s.images, s.sent = map[string]*check.Image{}, nil
	defer s.releaseImages()
	goOn := func() bool { return len(s.sent) < minSteps || inTime() }
	v, _, err := walk.Run(s, walk.NewModel(s.owners, s.env.Target.Capabilities.TagQuota), ops, goOn)
	if v != nil {
		v.Proof = s.sent
	}
	return v, err
}

// runAll runs a walk to its end.
func (s *session) runAll(ops []walk.Op) (*walk.Violation, error) { return s.run(ops, always) }

// releaseImages releases the images of a walk at once, since a walk that fails is run often. What it cannot release is
// tried again at the end of the check.
func (s *session) releaseImages() {
	if !s.env.Found.Creates {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.images)) {
		_ = s.env.Release(s.ctx, s.images[name].ID)
	}
}

// image returns an image of the walk, and acquires it at first use.
func (s *session) image(name string) (*check.Image, error) {
	if image := s.images[name]; image != nil {
		return image, nil
	}
	if len(s.images) > 0 && !s.env.Found.Creates {
		reason := "the check needs several images, and the target does not create images"
		return nil, &check.UnjudgedError{Outcome: verdict.Unsupported, Reason: reason}
	}
	image, err := s.env.TryNextImage(s.ctx, target.Role(s.owners[name]))
	if err != nil {
		return nil, &check.UnjudgedError{Outcome: verdict.Blocked, Reason: "set-up failed: " + err.Error()}
	}
	s.images[name] = image
	return image, nil
}

// Do sends the request of an op.
func (s *session) Do(op walk.Op) (walk.Response, error) {
	image, err := s.image(op.Image)
	if err != nil {
		return walk.Response{}, err
	}
	image.AlsoProbe(suspects(op)...)
	x, err := image.As(s.user(op), "").Try(s.ctx, s.request(op, image))
	s.sent = append(s.sent, x)
	undeclared := s.env.Target.Capabilities.TagQuota == 0
	if err == nil && op.Do == walk.Add && x.Status() == http.StatusRequestEntityTooLarge && undeclared {
		err = check.UndeclaredQuota()
	}
	return response(x), err
}

// Tags returns the tags of an image.
func (s *session) Tags(name string) ([]string, walk.Response, error) {
	image, err := s.image(name)
	if err != nil {
		return nil, walk.Response{}, err
	}
	tags, x, err := image.TryTags(s.ctx)
	if x == nil {
		return tags, walk.Response{Status: http.StatusOK}, err
	}
	s.sent = append(s.sent, x)
	return tags, response(x), err
}

func response(x *imageapi.Exchange) walk.Response {
	if x.Outcome != imageapi.Answered {
		return walk.Response{Error: x.Error}
	}
	return walk.Response{Status: x.Status(), BodySize: int(x.Received.Body.Size + x.Received.Surplus.Size)}
}

func (s *session) user(op walk.Op) target.Role {
	if op.By == "" || op.By == walk.UnknownUser {
		return target.Role(s.owners[op.Image])
	}
	return target.Role(op.By)
}

// request returns the request of an op.
func (s *session) request(op walk.Op, image *check.Image) imageapi.Request {
	r := imageapi.Request{
		Operation: operation(op), Method: op.HTTPMethod(),
		Target: imageapi.ImagePath(image.Client().Root(), image.ID) + op.Path(),
		Fields: op.Fields, Mistake: op.Mistake(), Image: image.ID, Tag: op.Tag,
	}
	if op.By != "" && op.By != s.owners[op.Image] && r.Mistake == "" {
		r.Mistake = "the image belongs to another user"
	}
	if op.By == walk.UnknownUser {
		imageapi.WithToken(invalidToken)(&r)
	}
	if op.Body != nil {
		r.Body, r.Chunked = op.Body.Bytes(), op.Body.Chunked
		if r.Body == nil {
			r.Body = []byte{}
		}
		if op.Body.Type != "" {
			r.Fields = append(
				append([]imageapi.Field{}, op.Fields...), imageapi.Field{Name: "Content-Type", Value: op.Body.Type},
			)
		}
	}
	return r
}

// operation returns Add or Remove for the URL of a tag. The documented statuses do not apply to other requests.
func operation(op walk.Op) imageapi.Operation {
	switch {
	case op.Tag == "" || op.Suffix != "":
		return imageapi.Other
	case op.Do == walk.Add:
		return imageapi.Add
	case op.Do == walk.Remove:
		return imageapi.Remove
	}
	return imageapi.Other
}

// suspects returns tags that a faulty server may add.
func suspects(op walk.Op) []string {
	if op.Tag != "" && op.Suffix != "" {
		return []string{op.Tag, op.Tag + op.Suffix}
	}
	return nil
}
