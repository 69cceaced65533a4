package linearizability

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// maxTags is how many tags of one image can be judged together: one bit each.
const maxTags = 64

// Model is what is known of the images before the first operation.
type Model struct {
	Initial map[string][]string // image to its tags; none where it is not named
	Quota   int                 // most tags that an image may have; 0 for unknown: then 413 says nothing
}

// Budget bounds a check.
type Budget struct {
	Time           time.Duration // for all partitions, shared evenly among those that are left; 0 for as long as the context lasts
	Configurations int           // most that are remembered at a time, each some 100 bytes in all; 0 for DefaultConfigurations
}

// DefaultConfigurations keeps a check below some 250 MiB. What is not decided
// with so many is seldom decided with more.
const DefaultConfigurations = 2_000_000

// Verdict is what is said of a partition.
type Verdict uint8

// The verdicts. Undecided is never a pass.
const (
	Undecided Verdict = iota
	Legal
	Illegal
)

// String names the verdict.
func (v Verdict) String() string { return [...]string{"undecided", "legal", "illegal"}[v] }

// Partition is a part of a history that is judged by itself: one image, or one
// tag of one image.
type Partition struct {
	Image   string
	Tag     string // "" where the image is judged as a whole
	Verdict Verdict
	Reason  string // why it is Undecided

	whole bool // the image is judged as a whole
	ops   []Op // all of the image that tell something, in order of call
	model Model
}

// CheckByTag judges every tag of every image on its own, in the order of their
// names. That takes any number of operations, and misses what only several tags
// together show: a torn read, and the quota.
func CheckByTag(ctx context.Context, ops []Op, model Model, budget Budget) []Partition {
	var partitions []Partition
	var checks []check
	for image, own := range byImage(ops) {
		if reason := faulty(own); reason != "" {
			partitions, checks = append(partitions, Partition{Image: image, Reason: reason}), append(checks, nil)
			continue
		}
		index := newIndex(own, model.Initial[image])
		for _, tag := range slices.Sorted(maps.Keys(index.tags)) {
			partitions = append(partitions, Partition{Image: image, Tag: tag, ops: own, model: model})
			checks = append(checks, func(ctx context.Context, configurations int) (Verdict, string) {
				return index.byTag(tag, model.Quota > 0).search(ctx, configurations)
			})
		}
	}
	return judge(ctx, partitions, checks, budget)
}

// CheckByImage judges every image as a whole, in the order of their names. It
// is for epochs: some hundred operations of few clients.
func CheckByImage(ctx context.Context, ops []Op, model Model, budget Budget) []Partition {
	var partitions []Partition
	var checks []check
	for image, own := range byImage(ops) {
		p := Partition{Image: image, Reason: faulty(own), whole: true, ops: own, model: model}
		view := p.view()
		if len(view.tags) > maxTags && p.Reason == "" {
			p.Reason = fmt.Sprintf("%d tags are more than the %d that can be judged together", len(view.tags), maxTags)
		}
		partitions = append(partitions, p)
		checks = append(checks, func(ctx context.Context, configurations int) (Verdict, string) {
			return project(own, view).search(ctx, configurations)
		})
	}
	return judge(ctx, partitions, checks, budget)
}

// view is the whole of what the partition is judged by.
func (p *Partition) view() view {
	if !p.whole {
		return view{tags: []string{p.Tag}, initial: p.model.Initial[p.Image], strict: p.model.Quota > 0}
	}
	tags := map[string]bool{}
	for _, tag := range p.model.Initial[p.Image] {
		tags[tag] = true
	}
	for i := range p.ops {
		if p.ops[i].Kind != Read {
			tags[p.ops[i].Tag] = true
		}
		for _, tag := range p.ops[i].Tags {
			tags[tag] = true
		}
	}
	return view{tags: slices.Sorted(maps.Keys(tags)), initial: p.model.Initial[p.Image], strict: p.model.Quota > 0, quota: p.model.Quota}
}

// check judges one partition while the context lasts.
type check func(ctx context.Context, configurations int) (verdict Verdict, reason string)

// judge gives each partition an even share of the time that is left, and those
// that it was too short for another of what the others left.
func judge(ctx context.Context, partitions []Partition, checks []check, budget Budget) []Partition {
	end := time.Now().Add(budget.Time)
	for range 2 {
		var open []int
		for i, p := range partitions {
			if p.Verdict == Undecided && (p.Reason == "" || p.Reason == outOfTime) {
				open = append(open, i)
			}
		}
		for done, i := range open {
			share, cancel := ctx, context.CancelFunc(func() {})
			if budget.Time > 0 {
				share, cancel = context.WithTimeout(ctx, time.Until(end)/time.Duration(len(open)-done))
			}
			partitions[i].Verdict, partitions[i].Reason = checks[i](share, budget.Configurations)
			cancel()
		}
	}
	return partitions
}

// faulty says why the operations can't be judged, or "".
func faulty(ops []Op) string {
	for i := range ops {
		if fault := ops[i].fault(); fault != "" {
			return fmt.Sprintf("operation %d of image %q %s", i+1, ops[i].Image, fault)
		}
	}
	return ""
}

// byImage gives the operations of each image that tell something, in order of
// call; the images in order of name.
func byImage(ops []Op) func(yield func(string, []Op) bool) {
	images := map[string][]Op{}
	for _, op := range ops {
		if !op.silent() || op.fault() != "" {
			images[op.Image] = append(images[op.Image], op)
		}
	}
	return func(yield func(string, []Op) bool) {
		for _, image := range slices.Sorted(maps.Keys(images)) {
			slices.SortStableFunc(images[image], byCall)
			if !yield(image, images[image]) {
				return
			}
		}
	}
}
