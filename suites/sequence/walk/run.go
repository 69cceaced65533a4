package walk

import (
	"fmt"
	"net/http"
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// Target carries out requests on images that are new at the beginning of a
// run. An error says that what came can't be judged, and ends the run.
type Target interface {
	// Do sends the request of an op that is no Show.
	Do(op Op) (Answer, error)
	// Tags gives the tags of an image, nil where the answer shows none.
	Tags(image string) ([]string, Answer, error)
}

// Answer is what came of a request.
type Answer struct {
	Status  int    // 0 where none came
	Silent  string // why none came
	Content int    // bytes of a body
}

// Kind is in what an answer is wrong.
type Kind string

// The kinds of violations.
const (
	WrongStatus Kind = "status"
	WrongBody   Kind = "body"
	WrongTags   Kind = "tags"
	NoAnswer    Kind = "no answer"
)

// Violation is the first difference between a target and the model.
type Violation struct {
	Kind     Kind
	Step     int // index of the op, or their number for the look behind the last
	Op       Op
	Expected string
	Came     string
	Tags     []string             // that are missing or not expected
	Proof    []*imageapi.Exchange // of the whole run, in order, as its target gave them
}

// sameKind says that w is wrong in the way that v is.
func (v Violation) sameKind(w *Violation) bool {
	return w != nil && v.Kind == w.Kind && (v.Kind == WrongTags || v.Op.Do == w.Op.Do)
}

// Run carries out the ops until the first violation, or for as long as goOn
// says so. At the end it looks at every image. It gives how many ops it did.
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
			continue // that was the look
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

// step carries out one op and compares what comes with the model.
func (m *Model) step(t Target, op Op) (*Violation, error) {
	if op.Do == Show {
		return m.look(t, op)
	}
	answer, err := t.Do(op)
	if err != nil {
		return nil, err
	}
	if v := unanswered(op, answer); v != nil {
		return v, nil
	}
	if expected := m.Judge(op, answer.Status); expected != "" {
		return &Violation{Kind: WrongStatus, Op: op, Expected: expected, Came: statusText(answer.Status), Tags: []string{op.Tag}}, nil
	}
	if answer.Status == http.StatusNoContent && answer.Content > 0 {
		return &Violation{Kind: WrongBody, Op: op, Expected: "no body behind 204", Came: fmt.Sprintf("%d bytes", answer.Content), Tags: []string{op.Tag}}, nil
	}
	return nil, nil
}

func unanswered(op Op, a Answer) *Violation {
	if a.Status != 0 {
		return nil
	}
	return &Violation{Kind: NoAnswer, Op: op, Expected: "an answer", Came: "none, twice: " + a.Silent, Tags: []string{op.Tag}}
}

// look compares the tags of an image with those of its model.
func (m *Model) look(t Target, op Op) (*Violation, error) {
	tags, answer, err := t.Tags(op.Image)
	if err != nil {
		return nil, err
	}
	if v := unanswered(op, answer); v != nil {
		return v, nil
	}
	if tags == nil {
		return &Violation{Kind: WrongTags, Op: op, Expected: "the image to be shown (200)", Came: statusText(answer.Status)}, nil
	}
	want := m.Tags(op.Image)
	slices.Sort(tags)
	if slices.Equal(tags, want) {
		return nil, nil
	}
	differing := append(check.Without(want, tags), check.Without(tags, want)...)
	return &Violation{Kind: WrongTags, Op: op, Expected: "the tags " + check.Quoted(want), Came: check.Quoted(tags), Tags: differing}, nil
}

// imagesOf gives the images of the ops in the order of their first use.
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
