package walk

import (
	"fmt"
	"net/http"
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// Target sends requests to images that are new at the start of a run. An error is why a response cannot be judged, and
// ends the run.
type Target interface {
	// Do sends the request of an op other than Show.
	Do(op Op) (Response, error)
	// Tags returns the tags of an image, or nil if the response has none.
	Tags(image string) ([]string, Response, error)
}

// Response is the result of a request.
type Response struct {
	Status   int    // 0 for no response
	Error    string // why there is no response
	BodySize int    // in bytes
}

// Kind is the kind of a violation.
type Kind string

// The kinds of violations.
const (
	WrongStatus Kind = "status"
	WrongBody   Kind = "body"
	WrongTags   Kind = "tags"
	NoResponse  Kind = "no response"
)

// Violation is the first difference between a target and the model.
type Violation struct {
	Kind     Kind
	Step     int // index of the op, or the number of ops for the read after the last one
	Op       Op
	Expected string
	Got      string
	Tags     []string             // that are missing or unexpected
	Proof    []*imageapi.Exchange // of the whole run, in order; the caller of Run sets it
}

// sameKind returns whether w is a violation of the same kind.
func (v Violation) sameKind(w *Violation) bool {
	return w != nil && v.Kind == w.Kind && (v.Kind == WrongTags || v.Op.Do == w.Op.Do)
}

// Run runs the ops until the first violation, or until goOn returns false, and reads every image at the end. It
// returns how many ops it ran.
func Run(t Target, m *Model, ops []Op, goOn func() bool) (*Violation, int, error) {
	for step, op := range ops {
		if !goOn() {
			ops = ops[:step]
			break
		}
		if v, err := m.step(t, op); v != nil || err != nil {
			return v.at(step), step + 1, err
		}
	}
	for _, image := range imagesOf(ops) {
		if n := len(ops); n > 0 && ops[n-1].Do == Show && ops[n-1].Image == image {
			continue // the last op read it
		}
		if v, err := m.step(t, Op{Do: Show, Image: image}); v != nil || err != nil {
			return v.at(len(ops)), len(ops), err
		}
	}
	return nil, len(ops), nil
}

func (v *Violation) at(step int) *Violation {
	if v != nil {
		v.Step = step
	}
	return v
}

// step runs one op and compares the response with the model.
func (m *Model) step(t Target, op Op) (*Violation, error) {
	if op.Do == Show {
		return m.compareTags(t, op)
	}
	response, err := t.Do(op)
	if err != nil {
		return nil, err
	}
	if v := unanswered(op, response); v != nil {
		return v, nil
	}
	if expected := m.Judge(op, response.Status); expected != "" {
		return &Violation{
			Kind: WrongStatus, Op: op, Expected: expected, Got: statusText(response.Status), Tags: []string{op.Tag},
		}, nil
	}
	if response.Status == http.StatusNoContent && response.BodySize > 0 {
		return &Violation{
			Kind: WrongBody, Op: op, Expected: "no body after 204", Got: fmt.Sprintf("%d bytes", response.BodySize),
			Tags: []string{op.Tag},
		}, nil
	}
	return nil, nil
}

func unanswered(op Op, r Response) *Violation {
	if r.Status != 0 {
		return nil
	}
	return &Violation{
		Kind: NoResponse, Op: op, Expected: "a response", Got: "none in two attempts: " + r.Error,
		Tags: []string{op.Tag},
	}
}

// compareTags reads an image and compares its tags with the model.
func (m *Model) compareTags(t Target, op Op) (*Violation, error) {
	tags, response, err := t.Tags(op.Image)
	if err != nil {
		return nil, err
	}
	if v := unanswered(op, response); v != nil {
		return v, nil
	}
	if tags == nil {
		got := statusText(response.Status)
		return &Violation{Kind: WrongTags, Op: op, Expected: "200 with the image", Got: got}, nil
	}
	want := m.Tags(op.Image)
	slices.Sort(tags)
	if slices.Equal(tags, want) {
		return nil, nil
	}
	differing := append(check.Without(want, tags), check.Without(tags, want)...)
	return &Violation{
		Kind: WrongTags, Op: op, Expected: "the tags " + check.Quoted(want), Got: check.Quoted(tags), Tags: differing,
	}, nil
}

// imagesOf returns the images of the ops in the order of their first use.
func imagesOf(ops []Op) []string {
	var images []string
	for _, op := range ops {
		if !slices.Contains(images, op.Image) {
			images = append(images, op.Image)
		}
	}
	return images
}

func statusText(status int) string { return fmt.Sprintf("%d %s", status, http.StatusText(status)) }
