package scenario

import (
	"net/http"
	"strings"
	"testing"

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
				b := serve(t, quota(n), nil)
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

func TestAFreshTagIsAddedOnce(t *testing.T) {
	seen := make(chan string, 2000)
	b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				seen <- r.URL.Path
			}
			next.ServeHTTP(w, r)
		}
	})
	p := named(t, "add")
	p.Images = 3
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.load(t, r, 500, 4)
	result := b.over(t, r)
	close(seen)
	tags := map[string]bool{}
	for path := range seen {
		tags[path[strings.LastIndexByte(path, '/'):]] = true
	}
	if y.bad() > 0 || len(tags) != 500 || !result.Proven() {
		t.Errorf("%d tags; %v; %+v", len(tags), y.problems, result)
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
