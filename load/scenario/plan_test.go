package scenario

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/fixtures/target"
	"tagcheck/load/model"
)

func TestNothingIsFoundOnACorrectServer(t *testing.T) {
	for _, p := range Plans() {
		for _, quota := range []int{1, 10} {
			t.Run(p.Name, func(t *testing.T) {
				t.Parallel()
				b, p := newTestbed(t, withQuota(quota), nil), p
				p.Images = min(p.Images, 6)
				r := b.start(t, p)
				y := b.send(t, r, 300, 8)
				found := b.finish(t, r)
				if y.failures() > 0 || !isClean(found) || found.Unknown > 0 {
					t.Errorf("quota %d: problems %v; %+v", quota, y.problems, found)
				}
				if found.Keys == 0 || found.Images < uint64(p.Images) {
					t.Errorf("quota %d: %d tags of %d images were checked", quota, found.Keys, found.Images)
				}
				for _, name := range p.Operations() {
					if y.sent[name] == 0 {
						t.Errorf("quota %d: no %s was sent: %v", quota, name, y.sent)
					}
				}
			})
		}
	}
}

func TestWeightsHoldIfImagesAreReplaced(t *testing.T) {
	b := newTestbed(t, withQuota(10), nil)
	weights := Weights{model.Add: 3, model.Remove: 1}
	r := b.start(t, Plan{Name: "growing", Weights: weights, Images: 4, Tags: []TagKind{Short}})
	y := b.send(t, r, 1024, 4)
	if found := b.finish(t, r); y.failures() > 0 || !isClean(found) || y.sent["add"] != 768 {
		t.Errorf("%v of %v; %+v", y.problems, y.sent, found)
	}
}

// A tag that is added again would hide a removal that did not last.
func TestEachTagIsAddedOnce(t *testing.T) {
	for _, name := range []string{"add", "churn"} {
		seen := make(chan string, 2000)
		b := newTestbed(t, withQuota(10), func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut {
					seen <- r.URL.Path
				}
				next.ServeHTTP(w, r)
			}
		})
		p := named(t, name, 3)
		p.Tags = []TagKind{Long} // an image gets 100 of them, so that images are replaced
		r := b.start(t, p)
		y := b.send(t, r, 700, 4)
		found := b.finish(t, r)
		close(seen)
		tags := map[string]bool{}
		for path := range seen {
			tags[path[strings.LastIndexByte(path, '/'):]] = true
		}
		if y.failures() > 0 || len(tags) != y.sent["add"] || len(tags) < 300 || !isClean(found) {
			t.Errorf("%s: %d tags; %v of %v; %+v", name, len(tags), y.problems, y.sent, found)
		}
	}
}

func TestBorrowedImageIsRestored(t *testing.T) {
	b := newTestbed(t, withQuota(10), nil)
	id := idOf(t, b.client.CreateImage(t.Context(), newImage("before", "mine", "yours")).Content())
	b.target.Image = id
	for _, name := range []string{"hot", "mixed", "add-again", "remove-absent"} {
		r := b.start(t, named(t, name, 1))
		y := b.send(t, r, 300, 12)
		found := r.ReadBack(t.Context())
		if err := r.Close(t.Context()); err != nil || y.failures() > 0 || !isClean(found) || found.Images != 1 {
			t.Errorf("%s: %v; %v; %+v", name, err, y.problems, found)
		}
		if tags := tagsOf(t, b, id); tags != "mine yours" {
			t.Errorf("%s: the image has the tags %s", name, tags)
		}
	}
}

func TestPlansThatATargetCannotCarryOut(t *testing.T) {
	b := newTestbed(t, withQuota(3), nil)
	full := idOf(t, b.client.CreateImage(t.Context(), newImage("full", "a", "b", "c")).Content())
	lettersOnly := regexp.MustCompile("^[a-z]+$")
	for _, tt := range []struct {
		change func(*Plan, *target.Target)
		want   string
	}{
		{func(p *Plan, t *target.Target) { p.Images, t.Image = 32, full },
			"scenario hot needs 32 images, but only image " + full + " may be used; choose one for a single image, such as hot"},
		{func(p *Plan, t *target.Target) { p.Weights, t.Image = Weights{model.Add: 1}, full },
			"scenario hot needs new images when one is full or empty, but only image " + full + " may be used"},
		{func(p *Plan, t *target.Target) { p.Weights, t.Image = Weights{model.Remove: 1}, full },
			"scenario hot needs new images when one is full or empty"},
		{func(_ *Plan, t *target.Target) { t.Image = full },
			"image " + full + " has 3 tags already, which leaves no space for others (3 tags are allowed)"},
		{func(_ *Plan, t *target.Target) { t.Image = "none" }, "answered 404"},
		{func(p *Plan, _ *target.Target) { p.Images = 0 }, "scenario hot must use 1 to 10000 images (got 0)"},
		{func(p *Plan, _ *target.Target) { p.Images = 10_001 }, "scenario hot must use 1 to 10000 images (got 10001)"},
		{func(p *Plan, _ *target.Target) { p.Tags = nil }, "scenario hot has no kind of tags"},
		{func(p *Plan, _ *target.Target) { p.Weights = Weights{} },
			"scenario hot has no operation with a positive weight"},
		{func(p *Plan, t *target.Target) {
			p.Tags, t.Capabilities.Alphabet = []TagKind{Short, MultiByte}, lettersOnly
		},
			"scenario hot adds multi-byte tags, which the declared alphabet of the target does not allow"},
	} {
		s, p := b.setup(), named(t, "hot", 1)
		tt.change(&p, &s.Target)
		r, err := New(t.Context(), p, s)
		if err == nil {
			_ = r.Close(context.Background())
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got      %v\nexpected %s", err, tt.want)
		}
	}
}

// A tag that an earlier load left on a borrowed image would look like an addition of this
// one.
func TestBorrowedImageMustNotHaveTagsOfTheLoad(t *testing.T) {
	b := newTestbed(t, withQuota(10), nil)
	names, err := newTagNames(named(t, "hot", 1), nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	tag := names.ofImage(0, 3)[2]
	b.target.Image = idOf(t, b.client.CreateImage(t.Context(), newImage("used", tag)).Content())
	_, err = New(t.Context(), named(t, "hot", 1), b.setup())
	if err == nil || !strings.Contains(err.Error(), "has the tag \""+tag+"\", which this load would add") {
		t.Errorf("%v", err)
	}
	if tags := tagsOf(t, b, b.target.Image); tags != tag {
		t.Errorf("the image has the tags %s", tags)
	}
}

func TestDisallowedKindsOfTagsAreSkipped(t *testing.T) {
	b := newTestbed(t, faulty(t, "narrow-alphabet"), nil)
	r := b.start(t, named(t, "long", 32))
	y := b.send(t, r, 200, 4)
	if found := b.finish(t, r); y.failures() > 0 || !isClean(found) {
		t.Errorf("%v; %+v", y.problems, found)
	}
	only := Plan{Name: "only", Tags: []TagKind{MultiByte}, SkipDisallowed: true}
	if _, err := newTagNames(only, b.target.Capabilities.Alphabet, 1); err == nil {
		t.Error("no kind of tags is left, which is no error")
	}
}

func TestOrderDependsOnTheSeedAlone(t *testing.T) {
	b := newTestbed(t, withQuota(10), nil)
	order := func(seed uint64) (order []string) {
		s := b.setup()
		s.Seed = seed
		r, err := New(t.Context(), named(t, "mixed", 1), s)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			q := next(t, r)
			r.Finish(q, b.answer(q))
			_, tag, _ := strings.Cut(q.Path, "/tags/")
			order = append(order, q.Method+" "+tag)
		}
		b.finish(t, r)
		return order
	}
	if first := order(7); !slices.Equal(first, order(7)) || slices.Equal(first, order(8)) {
		t.Error("the order does not depend on the seed alone")
	}
}

func TestTagsAreOfTheirKind(t *testing.T) {
	for kind, want := range map[TagKind]struct{ characters, bytes int }{
		Short: {14, 14}, Long: {255, 255}, MultiByte: {255, 0},
	} {
		names, err := newTagNames(Plan{Tags: []TagKind{kind}}, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, tag := range append(names.ofImage(0, 300), names.ofImage(1, 300)...) {
			characters := utf8.RuneCountInString(tag)
			if seen[tag] || !utf8.ValidString(tag) || characters != want.characters ||
				kind != MultiByte && len(tag) != want.bytes {
				t.Fatalf("%s: %q has %d characters", kind, tag, characters)
			}
			seen[tag] = true
		}
	}
}

// The cycle has each operation as often as its weight says, in any order.
func TestCycleFollowsTheWeights(t *testing.T) {
	for _, p := range Plans() {
		cycle, sum := p.cycle(1), 0
		for _, weight := range p.Weights {
			sum += weight
		}
		count := map[model.Operation]int{}
		for _, o := range cycle {
			count[o]++
		}
		for _, o := range model.Operations() {
			if count[o]*sum != p.Weights[o]*len(cycle) {
				t.Errorf("%s: %d of %d are %s", p.Name, count[o], len(cycle), o)
			}
		}
		if p.InOrder != (len(cycle) == sum) || !p.InOrder && len(cycle) < 1024 {
			t.Errorf("%s: %d operations", p.Name, len(cycle))
		}
		if p.Text == "" || len(p.Tags) == 0 || p.Images < 1 {
			t.Errorf("%+v", p)
		}
	}
}
