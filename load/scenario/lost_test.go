package scenario

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// everyTenth lets do answer one in ten of the requests with a method for a tag,
// and counts those that it did.
func everyTenth(method string, count *atomic.Int64, do func(w http.ResponseWriter, r *http.Request, next http.Handler)) middleware {
	var requests atomic.Int64
	return func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || !tagged(r) || requests.Add(1)%10 != 0 {
				next.ServeHTTP(w, r)
				return
			}
			count.Add(1)
			do(w, r, next)
		}
	}
}

func onlySay(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) }
}

func doAndSay(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		w.WriteHeader(status)
	}
}

func doAndHangUp(_ http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

func hangUp(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Each change that is acknowledged and not made is counted, exactly once.
func TestEveryLossIsCounted(t *testing.T) {
	for _, tt := range []struct {
		scenario, method string
		of               func(Result) uint64
		kind             Kind
	}{
		{"add", http.MethodPut, func(r Result) uint64 { return r.LostAdditions }, LostAddition},
		{"remove", http.MethodDelete, func(r Result) uint64 { return r.ReturnedRemovals }, ReturnedRemoval},
		{"churn", http.MethodPut, func(r Result) uint64 { return r.LostAdditions }, LostAddition},
		{"churn", http.MethodDelete, func(r Result) uint64 { return r.ReturnedRemovals }, ReturnedRemoval},
	} {
		t.Run(tt.scenario+" "+tt.method, func(t *testing.T) {
			var dropped atomic.Int64
			b := serve(t, quota(0), everyTenth(tt.method, &dropped, onlySay(http.StatusNoContent)))
			b.target.Capabilities.TagQuota = 10 // the server has room for what does not go away
			p := named(t, tt.scenario)
			p.Images = 4
			r, err := New(t.Context(), p, b.setup())
			if err != nil {
				t.Fatal(err)
			}
			y := b.load(t, r, 1100, 4)
			result := b.over(t, r)
			n := uint64(dropped.Load())
			if y.bad() > y.problems["lost"] || n < 50 || tt.of(result) != n || result.Lost() != n || result.Unexpected > 0 || result.Proven() {
				t.Errorf("%d were dropped; %v; %+v", n, y.problems, result)
			}
			if uint64(len(result.Listed)) != min(n, maxListed) {
				t.Fatalf("%d are listed", len(result.Listed))
			}
			for _, l := range result.Listed {
				x := l.Exchange
				if l.Kind != tt.kind || x == nil || x.Method != tt.method || !strings.HasSuffix(x.URL, "/images/"+l.Image+"/tags/"+l.Tag) ||
					x.Status != http.StatusNoContent || x.Answered.Before(x.Sent) || l.Found != "read-back" && l.Found != "removal" {
					t.Fatalf("%+v, %+v", l, x)
				}
			}
		})
	}
}

func TestTheBankIsFoundOut(t *testing.T) {
	for _, tt := range []struct {
		fault, scenario string
		quota           int
		lost, back      bool
	}{
		{"race-lost-additions", "hot", 10, true, false},
		{"race-lost-updates", "hot", 10, true, true},
		{"race-lost-removals", "hot", 10, false, true},
		{"remove-reverts", "remove", 300, false, true}, // the image must live for 150 removals
		{"add-reverts", "add", 1000, true, false},      // and for 500 additions
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			s := found(t, tt.fault)
			s.Config.TagQuota = tt.quota
			b := serve(t, s, nil)
			p := named(t, tt.scenario)
			p.Images = min(p.Images, 4)
			r, err := New(t.Context(), p, b.setup())
			if err != nil {
				t.Fatal(err)
			}
			b.load(t, r, 600, 8)
			result := b.over(t, r)
			if tt.lost && result.LostAdditions == 0 || tt.back && result.ReturnedRemovals == 0 || len(result.Listed) == 0 || result.Proven() {
				t.Errorf("%+v", result)
			}
		})
	}
}

// A tag that lands on another image is missing on one, and too much on the other.
func TestATagOnTheWrongImageIsUnexpected(t *testing.T) {
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
	b := serve(t, quota(0), everyTenth(http.MethodPut, &times, elsewhere))
	p := named(t, "hot")
	p.Images = 2
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	other.Store(&r.slots[0].Load().id)
	b.load(t, r, 400, 4)
	result := b.over(t, r)
	if n := uint64(times.Load()); n == 0 || result.Unexpected != n || result.LostAdditions != n || result.ReturnedRemovals > 0 {
		t.Errorf("%d times; %+v", n, result)
	}
}

// What was not acknowledged may have happened or not. Nothing is lost then,
// and nothing is too much.
func TestWhatIsNotAcknowledgedIsNotLost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		do      func(http.ResponseWriter, *http.Request, http.Handler)
		problem string
	}{
		{"500 behind the effect", doAndSay(http.StatusInternalServerError), "status 500"},
		{"500 without effect", onlySay(http.StatusInternalServerError), "status 500"},
		{"504 behind the effect", doAndSay(http.StatusGatewayTimeout), "status 504"},
		{"409 behind the effect", doAndSay(http.StatusConflict), "status 409"},
		{"202 without effect", onlySay(http.StatusAccepted), "status 202"},
		{"no answer behind the effect", doAndHangUp, "closed"},
		{"no answer without effect", hangUp, "closed"},
	} {
		for _, method := range []string{http.MethodPut, http.MethodDelete} {
			for _, scenario := range []string{"add", "remove", "hot", "mixed"} {
				t.Run(tt.name+" of "+method+" in "+scenario, func(t *testing.T) {
					t.Parallel()
					var times atomic.Int64
					var loading atomic.Bool // the set-up has peace
					wrap := everyTenth(method, &times, tt.do)
					b := serve(t, quota(10), func(next http.Handler) http.HandlerFunc {
						faulty := wrap(next)
						return func(w http.ResponseWriter, r *http.Request) {
							if !loading.Load() {
								next.ServeHTTP(w, r)
								return
							}
							faulty(w, r)
						}
					})
					p := named(t, scenario)
					p.Images = min(p.Images, 3)
					r, err := New(t.Context(), p, b.setup())
					if err != nil {
						t.Fatal(err)
					}
					loading.Store(true)
					y := b.load(t, r, 150, 6)
					result := b.over(t, r)
					if n := int(times.Load()); y.bad() != n || y.problems[tt.problem] != n || !result.Proven() {
						t.Errorf("%d times; %v; %+v", n, y.problems, result)
					}
				})
			}
		}
	}
}

func TestAStatusThatIsNot204ButSaysDoneCounts(t *testing.T) {
	var times atomic.Int64
	b := serve(t, quota(10), everyTenth(http.MethodPut, &times, onlySay(http.StatusOK)))
	p := named(t, "add")
	p.Images = 3
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	y := b.load(t, r, 200, 4)
	if result := b.over(t, r); y.problems["status 200"] != 20 || result.LostAdditions != 20 {
		t.Errorf("%v; %+v", y.problems, result)
	}
}

func TestAnImageThatIsGoneIsGoneWithItsTags(t *testing.T) {
	b := serve(t, quota(10), nil)
	p := named(t, "remove")
	p.Images = 1
	r, err := New(t.Context(), p, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	m := r.slots[0].Load()
	b.client.DeleteImage(t.Context(), m.id)
	y := b.load(t, r, 1, 1)
	if result := b.over(t, r); y.problems["lost"] != 1 || result.LostAdditions != uint64(m.limit) || !strings.HasSuffix(result.Listed[0].Exchange.URL, "/v2/images") {
		t.Errorf("%v; %+v", y.problems, result)
	}
}

func TestALateEffectWithinTheWindowIsRight(t *testing.T) {
	b := serve(t, found(t, "visible-within-a-window"), nil)
	for _, name := range []string{"churn", "mixed", "add"} {
		p := named(t, name)
		p.Images = 3
		r, err := New(t.Context(), p, b.setup())
		if err != nil {
			t.Fatal(err)
		}
		y := b.load(t, r, 200, 6)
		if result := b.over(t, r); y.bad() > 0 || !result.Proven() {
			t.Errorf("%s: %v; %+v", name, y.problems, result)
		}
	}
}
