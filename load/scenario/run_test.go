package scenario

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/reference/fault"
)

// quota gives the reference server with a quota of so many tags, 0 for none.
func quota(n int) fault.Server {
	s := fault.Plain()
	s.Config.TagQuota = n
	return s
}

func TestNothingIsWrongOnACorrectServer(t *testing.T) {
	for _, p := range Plans() {
		for _, n := range []int{1, 10} {
			t.Run(p.Name, func(t *testing.T) {
				t.Parallel()
				b, p := serve(t, quota(n), nil), p
				p.Images = min(p.Images, 6)
				r, err := New(t.Context(), p, b.setup())
				if err != nil {
					t.Fatal(err)
				}
				y := b.load(t, r, 300, 8)
				result := b.over(t, r)
				if y.bad() > 0 || !result.Proven() || result.Unknown > 0 {
					t.Errorf("quota %d: problems %v; %+v", n, y.problems, result)
				}
				if result.Keys == 0 || result.Images < uint64(p.Images) {
					t.Errorf("quota %d: %d keys of %d images were checked", n, result.Keys, result.Images)
				}
				for o, weight := range p.Weights {
					if name := Operation(o).String(); weight > 0 && y.sent[name] == 0 {
						t.Errorf("quota %d: no %s was sent: %v", n, name, y.sent)
					}
				}
			})
		}
	}
}

func TestWeightsAreKeptWhereImagesAreReplaced(t *testing.T) {
	b := serve(t, quota(10), nil)
	p := Plan{Name: "growing", Weights: [operations]int{Add: 3, Remove: 1}, Images: 4, Tags: []TagKind{Short}}
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.load(t, r, 1024, 4)
	if result := b.over(t, r); y.bad() > 0 || !result.Proven() || y.sent["add"] != 768 {
		t.Errorf("%v of %v; %+v", y.problems, y.sent, result)
	}
}

// A tag that were added again would hide a removal that did not last.
func TestATagIsAddedOnce(t *testing.T) {
	for _, name := range []string{"add", "churn"} {
		seen := make(chan string, 2000)
		b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut {
					seen <- r.URL.Path
				}
				next.ServeHTTP(w, r)
			}
		})
		p := named(t, name)
		p.Images, p.Tags = 3, []TagKind{Long} // of which an image has 100 in its life
		r, err := New(t.Context(), p, b.setup())
		if err != nil {
			t.Fatal(err)
		}
		y := b.load(t, r, 700, 4)
		result := b.over(t, r)
		close(seen)
		tags := map[string]bool{}
		for path := range seen {
			tags[path[strings.LastIndexByte(path, '/'):]] = true
		}
		if y.bad() > 0 || len(tags) != y.sent["add"] || len(tags) < 300 || !result.Proven() {
			t.Errorf("%s: %d tags; %v of %v; %+v", name, len(tags), y.problems, y.sent, result)
		}
	}
}

func TestAnImageThatIsLentIsGivenBackAsItWas(t *testing.T) {
	s := quota(10)
	b := serve(t, s, nil)
	made := b.client.CreateImage(t.Context(), newImage("before", "mine", "yours"))
	id := idOf(t, made.Content())
	b.target.Image = id
	for _, name := range []string{"hot", "mixed", "add-again", "remove-absent"} {
		p := named(t, name)
		p.Images = 1
		r, err := New(t.Context(), p, b.setup())
		if err != nil {
			t.Fatal(err)
		}
		y := b.load(t, r, 300, 12)
		result := r.Verify(t.Context())
		if err := r.Close(t.Context()); err != nil || y.bad() > 0 || !result.Proven() || result.Images != 1 {
			t.Errorf("%s: %v; %v; %+v", name, err, y.problems, result)
		}
		if tags := tagsOf(t, b, id); tags != "mine yours" {
			t.Errorf("%s: the image has the tags %s", name, tags)
		}
	}
}

func TestPlansThatATargetIsNotFitFor(t *testing.T) {
	b := serve(t, quota(3), nil)
	id := idOf(t, b.client.CreateImage(t.Context(), newImage("full", "a", "b", "c")).Content())
	for _, tt := range []struct {
		name, image, says string
		images            int
		tags              []TagKind
	}{
		{"churn", id, "lends one image", 32, nil},
		{"add", id, "needs new ones", 1, nil},
		{"remove", id, "needs new ones", 1, nil},
		{"hot", id, "has 3 tags already", 1, nil},
		{"hot", "none", "answered 404", 1, nil},
		{"hot", "", "0 images", 0, nil},
		{"hot", "", "alphabet", 1, []TagKind{Short, MultiByte}},
	} {
		t.Run(tt.name+" "+tt.says, func(t *testing.T) {
			s := b.setup()
			s.Target.Image = tt.image
			p := named(t, tt.name)
			p.Images = tt.images
			if tt.tags != nil {
				p.Tags = tt.tags
				s.Target.Capabilities.Alphabet = letters26
			}
			if _, err := New(t.Context(), p, s); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v; it must say %q", err, tt.says)
			}
		})
	}
}

func TestLongTagsStayWithinTheAlphabet(t *testing.T) {
	b := serve(t, found(t, "narrow-alphabet"), nil)
	r, err := New(t.Context(), named(t, "long"), b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.load(t, r, 200, 4)
	if result := b.over(t, r); y.bad() > 0 || !result.Proven() {
		t.Errorf("%v; %+v", y.problems, result)
	}
}

func TestOneSeedMakesOneOrder(t *testing.T) {
	b := serve(t, quota(10), nil)
	order := func(seed uint64) (order []string) {
		p := named(t, "mixed")
		p.Images = 1
		s := b.setup()
		s.Seed = seed
		r, err := New(t.Context(), p, s)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			q := next(t, r)
			r.Settle(q, b.send(q))
			_, tag, _ := strings.Cut(q.Path, "/tags/")
			order = append(order, q.Method+" "+tag)
		}
		b.over(t, r)
		return order
	}
	if first := order(7); !slices.Equal(first, order(7)) || slices.Equal(first, order(8)) {
		t.Error("the order does not depend on the seed alone")
	}
}

func TestTagsAreOfTheirKind(t *testing.T) {
	for kind, want := range map[TagKind][2]int{Short: {14, 14}, Long: {255, 255}, MultiByte: {255, 0}} {
		m, err := newTagMaker(Plan{Tags: []TagKind{kind}}, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		tags := append(m.of(0, 300), m.of(1, 300)...)
		seen := map[string]bool{}
		for _, tag := range tags {
			if seen[tag] || utf8.RuneCountInString(tag) != want[0] || kind != MultiByte && len(tag) != want[1] || !utf8.ValidString(tag) {
				t.Fatalf("%s: %q has %d characters", kind, tag, utf8.RuneCountInString(tag))
			}
			seen[tag] = true
		}
	}
}
