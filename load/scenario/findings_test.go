package scenario

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/load/model"
)

// everyTenth has every tenth request with a method for a tag answered by do, and counts
// those requests.
func everyTenth(
	method string, count *atomic.Int64, do func(w http.ResponseWriter, r *http.Request, next http.Handler),
) middleware {
	var requests atomic.Int64
	return func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || !isTagRequest(r) || requests.Add(1)%10 != 0 {
				next.ServeHTTP(w, r)
				return
			}
			count.Add(1)
			do(w, r, next)
		}
	}
}

func answerOnly(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) }
}

func doAndAnswer(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		w.WriteHeader(status)
	}
}

func doAndClose(_ http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

func closeOnly(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Each change that is acknowledged and not made is counted exactly once.
func TestEveryLostUpdateIsCounted(t *testing.T) {
	additions := func(f model.Findings) uint64 { return f.LostAdditions }
	removals := func(f model.Findings) uint64 { return f.ReturnedRemovals }
	for _, tt := range []struct {
		scenario, method string
		count            func(model.Findings) uint64
		kind             model.Kind
	}{
		{"add", http.MethodPut, additions, model.LostAddition},
		{"remove", http.MethodDelete, removals, model.ReturnedRemoval},
		{"churn", http.MethodPut, additions, model.LostAddition},
		{"churn", http.MethodDelete, removals, model.ReturnedRemoval},
	} {
		t.Run(tt.scenario+" "+tt.method, func(t *testing.T) {
			var dropped atomic.Int64
			b := newTestbed(t, withQuota(0), everyTenth(tt.method, &dropped, answerOnly(http.StatusNoContent)))
			b.target.Capabilities.TagQuota = 10 // the server has space for tags that are not removed
			r := b.start(t, named(t, tt.scenario, 4))
			y := b.send(t, r, 1100, 4)
			found := b.finish(t, r)
			n := uint64(dropped.Load())
			if y.failures() > y.problems[model.ProblemLost] || n < 50 {
				t.Errorf("%d were dropped; %v", n, y.problems)
			}
			if tt.count(found) != n || found.Lost() != n || found.Unexpected > 0 {
				t.Errorf("%d were dropped; %+v", n, found)
			}
			if uint64(len(found.Listed)) != min(n, model.MaxListed) {
				t.Fatalf("%d are listed", len(found.Listed))
			}
			for _, l := range found.Listed {
				x := l.Exchange
				if l.Kind != tt.kind || l.Found != "read-back" && l.Found != "removal" {
					t.Fatalf("%+v", l)
				}
				if x == nil || x.Method != tt.method || x.Status != http.StatusNoContent || x.Answered.Before(x.Sent) ||
					!strings.HasSuffix(x.URL, "/images/"+l.Image+"/tags/"+l.Tag) {
					t.Fatalf("%+v, %+v", l, x)
				}
			}
		})
	}
}

func TestFaultsOfTheBankAreFound(t *testing.T) {
	for _, tt := range []struct {
		fault, scenario     string
		quota               int
		additions, removals bool
	}{
		{"race-lost-additions", "hot", 10, true, false},
		{"race-lost-updates", "hot", 10, true, true},
		{"race-lost-removals", "hot", 10, false, true},
		{"remove-reverts", "remove", 300, false, true}, // the fault needs 150 removals from one image,
		{"add-reverts", "add", 1000, true, false},      // and this one 500 additions
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			s := faulty(t, tt.fault)
			s.Config.TagQuota = tt.quota
			b := newTestbed(t, s, nil)
			r := b.start(t, named(t, tt.scenario, 4))
			b.send(t, r, 600, 8)
			found := b.finish(t, r)
			if tt.additions && found.LostAdditions == 0 || tt.removals && found.ReturnedRemovals == 0 || len(found.Listed) == 0 {
				t.Errorf("%+v", found)
			}
		})
	}
}

// A tag that is added to the wrong image is missing on one image, and unexpected on another.
func TestTagOnTheWrongImageIsUnexpected(t *testing.T) {
	var times atomic.Int64
	var other atomic.Pointer[string]
	elsewhere := func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		own := strings.Split(r.URL.Path, "/")[3]
		if id := *other.Load(); id != own {
			r.URL.Path = strings.Replace(r.URL.Path, own, id, 1)
			r.RequestURI = r.URL.Path
		} else {
			times.Add(-1)
		}
		next.ServeHTTP(w, r)
	}
	b := newTestbed(t, withQuota(0), everyTenth(http.MethodPut, &times, elsewhere))
	p := named(t, "hot", 1)
	p.Images = 2
	r := b.start(t, p)
	id := r.places[0].Load().ID()
	other.Store(&id)
	b.send(t, r, 400, 4)
	found := b.finish(t, r)
	n := uint64(times.Load())
	if n == 0 || found.Unexpected != n || found.LostAdditions != n || found.ReturnedRemovals > 0 {
		t.Errorf("%d times; %+v", n, found)
	}
}

// A change that was not acknowledged may or may not have happened. Neither is a deviation.
func TestUnacknowledgedChangesAreNotLost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		do      func(http.ResponseWriter, *http.Request, http.Handler)
		problem string
	}{
		{"500 with effect", doAndAnswer(http.StatusInternalServerError), "status 500"},
		{"500 without effect", answerOnly(http.StatusInternalServerError), "status 500"},
		{"504 with effect", doAndAnswer(http.StatusGatewayTimeout), "status 504"},
		{"409 with effect", doAndAnswer(http.StatusConflict), "status 409"},
		{"202 without effect", answerOnly(http.StatusAccepted), "status 202"},
		{"no answer, with effect", doAndClose, "closed"},
		{"no answer, without effect", closeOnly, "closed"},
	} {
		for _, method := range []string{http.MethodPut, http.MethodDelete} {
			for _, scenario := range []string{"add", "remove", "hot", "mixed"} {
				t.Run(tt.name+" to "+method+" in "+scenario, func(t *testing.T) {
					t.Parallel()
					var times atomic.Int64
					var sending atomic.Bool // setup is not disturbed
					disturb := everyTenth(method, &times, tt.do)
					b := newTestbed(t, withQuota(10), func(next http.Handler) http.HandlerFunc {
						disturbed := disturb(next)
						return func(w http.ResponseWriter, r *http.Request) {
							if sending.Load() {
								disturbed(w, r)
								return
							}
							next.ServeHTTP(w, r)
						}
					})
					r := b.start(t, named(t, scenario, 3))
					sending.Store(true)
					y := b.send(t, r, 150, 6)
					found := b.finish(t, r)
					if n := int(times.Load()); y.failures() != n || y.problems[tt.problem] != n || !isClean(found) {
						t.Errorf("%d times; %v; %+v", n, y.problems, found)
					}
				})
			}
		}
	}
}

// A 2xx other than 204 says that the change was made.
func TestChangeThatIsAcknowledgedBy200IsExpected(t *testing.T) {
	var times atomic.Int64
	b := newTestbed(t, withQuota(10), everyTenth(http.MethodPut, &times, answerOnly(http.StatusOK)))
	r := b.start(t, named(t, "add", 3))
	y := b.send(t, r, 200, 4)
	if found := b.finish(t, r); y.problems["status 200"] != 20 || found.LostAdditions != 20 {
		t.Errorf("%v; %+v", y.problems, found)
	}
}

func TestEffectWithinTheWindowIsAccepted(t *testing.T) {
	b := newTestbed(t, faulty(t, "visible-within-a-window"), nil)
	for _, name := range []string{"churn", "mixed", "add"} {
		r := b.start(t, named(t, name, 3))
		y := b.send(t, r, 200, 6)
		if found := b.finish(t, r); y.failures() > 0 || !isClean(found) {
			t.Errorf("%s: %v; %+v", name, y.problems, found)
		}
	}
}
