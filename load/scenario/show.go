package scenario

import (
	"encoding/json"
	"net/http"

	"tagcheck/load/attack"
)

// look is a read of an image on its way.
type look struct {
	image *image
	clock uint64 // the image's, when the read began
}

// look gives one that is not in use. The image is locked.
func (m *image) look() *look {
	last := len(m.looks) - 1
	if last < 0 {
		return &look{image: m, clock: m.clock}
	}
	l := m.looks[last]
	m.looks, l.clock = m.looks[:last], m.clock
	return l
}

// settleShow compares what a read shows with what must be true of the keys on
// which nothing was on its way at any time from its beginning to its end.
func (r *Run) settleShow(l *look, a *attack.Answer) string {
	m := l.image
	problem, tags := readable(m.id, a)
	m.mu.Lock()
	if problem == "" && r.window == 0 {
		problem = m.contradicted(l.clock, tags, &r.findings)
	}
	m.looks = append(m.looks, l)
	m.flying--
	drained := m.drained()
	m.mu.Unlock()
	r.ended(m, false, drained)
	return problem
}

// readable gives the tags that an answer shows of an image, or what is wrong
// with it.
func readable(id string, a *attack.Answer) (problem string, tags map[string]int) {
	var shown struct {
		ID   string
		Tags []string
	}
	switch {
	case a.Err != nil:
		_, problem = failure(a.Err)
		return problem, nil
	case a.Status != http.StatusOK:
		return status(a.Status), nil
	case serious(a.Finding) != 0:
		return serious(a.Finding).String(), nil
	case json.Unmarshal(a.Body, &shown) != nil || shown.ID != id:
		return "another content than the image", nil
	}
	return "", count(shown.Tags)
}

func count(tags []string) map[string]int {
	counts := make(map[string]int, len(tags))
	for _, tag := range tags {
		counts[tag]++
	}
	return counts
}

// contradicted reports the keys that were not touched since clock and are not
// as they must be. What they are is not known from then on, so that each is
// reported once.
func (m *image) contradicted(clock uint64, tags map[string]int, into *findings) (problem string) {
	for i := range m.keys {
		k := &m.keys[i]
		if k.busy || k.touched > clock || k.state == either || (k.state == present) == (tags[k.tag] > 0) {
			continue
		}
		loss := k.loss("show")
		if into.add(loss); loss.Kind != Unexpected {
			problem = problemLost
		} else if problem == "" {
			problem = "unexpected tag"
		}
		k.state = either
	}
	return problem
}
