package linearizability

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Model is what is known about the images before the first operation.
type Model struct {
	Initial map[string][]string // tags by image; an image that is not listed has none
	Quota   int                 // maximum number of tags per image; 0 for unknown: then a 413 is ignored
}

// Budget limits a check.
type Budget struct {
	// Time is for all partitions and shared evenly; 0 means until the context ends.
	Time time.Duration
	// Configurations is the maximum number in memory, about 100 bytes each; 0 means
	// DefaultConfigurations.
	Configurations int
}

// Verdict is the result of a check.
type Verdict uint8

// The verdicts. Undecided is not a pass.
const (
	Undecided Verdict = iota
	Legal
	Illegal
)

// String returns the name of the verdict.
func (v Verdict) String() string { return [...]string{"undecided", "legal", "illegal"}[v] }

// Partition is a part of a history that is checked separately: one image, or one tag
// of one image.
type Partition struct {
	Image   string
	Tag     string // "" where all tags of the image are checked together
	Verdict Verdict
	Reason  string // why it is Undecided

	allTags bool // all tags of the image are checked together
	ops     []Op // the informative ones of the image, in order of call
	model   Model
}

// CheckByTag checks every tag of every image separately, in the order of their names.
// The history may be long. It misses errors that only several tags together show: torn
// reads and violations of the quota.
func CheckByTag(ctx context.Context, ops []Op, model Model, budget Budget) []Partition {
	var partitions []Partition
	var checks []check
	for image, own := range byImage(ops) {
		if reason := invalid(own); reason != "" {
			partitions, checks = append(partitions, Partition{Image: image, Reason: reason}), append(checks, nil)
			continue
		}
		index := newIndex(own, model.Initial[image])
		for _, tag := range slices.Sorted(maps.Keys(index.tags)) {
			partitions = append(partitions, Partition{Image: image, Tag: tag, ops: own, model: model})
			checks = append(checks, func(ctx context.Context, configurations int) (Verdict, string) {
				return index.problem(tag, model.Quota > 0).search(ctx, configurations)
			})
		}
	}
	return judge(ctx, partitions, checks, budget)
}

// CheckByImage checks all tags of each image together, in the order of the images'
// names. It is for short histories: about a hundred operations of few clients.
func CheckByImage(ctx context.Context, ops []Op, model Model, budget Budget) []Partition {
	var partitions []Partition
	var checks []check
	for image, own := range byImage(ops) {
		p := Partition{Image: image, Reason: invalid(own), allTags: true, ops: own, model: model}
		view := p.view()
		if len(view.tags) > MaxTags && p.Reason == "" {
			p.Reason = fmt.Sprintf("%d tags: only %d can be checked together", len(view.tags), MaxTags)
		}
		partitions = append(partitions, p)
		checks = append(checks, func(ctx context.Context, configurations int) (Verdict, string) {
			return newProblem(own, view).search(ctx, configurations)
		})
	}
	return judge(ctx, partitions, checks, budget)
}

// view returns what the partition is checked for.
func (p *Partition) view() view {
	if !p.allTags {
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
	return view{
		tags: slices.Sorted(maps.Keys(tags)), initial: p.model.Initial[p.Image],
		strict: p.model.Quota > 0, quota: p.model.Quota,
	}
}

// check checks one partition until the context ends.
type check func(ctx context.Context, configurations int) (verdict Verdict, reason string)

// judge gives each partition an even share of the remaining time. Partitions that ran
// out of time get a second share, of what the others left.
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

// invalid returns why the operations cannot be checked, or "".
func invalid(ops []Op) string {
	for i := range ops {
		if reason := ops[i].invalid(); reason != "" {
			return fmt.Sprintf("operation %d of image %q %s", i+1, ops[i].Image, reason)
		}
	}
	return ""
}

// byImage yields the images in order of name, each with its informative operations in
// order of call. Invalid operations are included, for the reason why the image cannot be
// checked.
func byImage(ops []Op) func(yield func(string, []Op) bool) {
	images := map[string][]Op{}
	for _, op := range ops {
		if !op.uninformative() || op.invalid() != "" {
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
