package model

import (
	"encoding/json"
	"net/http"

	"tagcheck/load/attack"
)

// read is a GET of an image in flight.
type read struct {
	image *Image
	clock uint64 // the image's, when the read began
}

// newRead returns a read that is not in use. The image is locked.
func (i *Image) newRead() *read {
	last := len(i.reads) - 1
	if last < 0 {
		return &read{image: i, clock: i.clock}
	}
	r := i.reads[last]
	i.reads, r.clock = i.reads[:last], i.clock
	return r
}

// Finish compares the tags that the answer shows with the expected ones. A tag on which
// something was in flight at any time during the read is left out.
func (r *read) Finish(a *attack.Answer) Finished {
	i := r.image
	tags, problem := i.shown(a)
	i.mu.Lock()
	defer i.mu.Unlock()
	if problem == "" && i.model.window == 0 {
		problem = i.compareUnchanged(r.clock, tags)
	}
	i.reads = append(i.reads, r)
	i.inFlight--
	return Finished{Image: i, Problem: problem, Drained: i.isDrained()}
}

// shown returns how often an answer shows each tag, or what is wrong with it.
func (i *Image) shown(a *attack.Answer) (tags map[string]int, problem string) {
	if a.Err != nil {
		return nil, string(a.Err.Kind)
	}
	if a.Status != http.StatusOK {
		return nil, statusProblem(a.Status)
	}
	if problem := findingProblem(a.Finding); problem != "" {
		return nil, problem
	}
	var image struct {
		ID   string
		Tags []string
	}
	if json.Unmarshal(a.Body, &image) != nil || image.ID != i.spec.ID {
		return nil, ProblemContent
	}
	return countTags(image.Tags), ""
}

func countTags(tags []string) map[string]int {
	counts := make(map[string]int, len(tags))
	for _, tag := range tags {
		counts[tag]++
	}
	return counts
}

// compareUnchanged reports the tags that deviate, of those that have not changed since
// clock. Their state is not known from then on, so that each is reported once.
func (i *Image) compareUnchanged(clock uint64, tags map[string]int) (problem string) {
	for n := range i.tags {
		t := &i.tags[n]
		isPresent := tags[t.name] > 0
		if t.inFlight || t.changed > clock || t.state == indeterminate || isPresent == (t.state == present) {
			continue
		}
		f := t.deviates(foundByShow)
		i.model.collector.add(f)
		if f.Kind != Unexpected {
			problem = ProblemLost
		} else if problem == "" {
			problem = ProblemUnexpected
		}
		t.state = indeterminate
	}
	return problem
}
