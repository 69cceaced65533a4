package scenario

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

// shown answers a read with tags.
func shown(id string, tags ...string) *attack.Answer {
	body, _ := json.Marshal(map[string]any{"id": id, "tags": tags}) // strings have a form in JSON
	return &attack.Answer{Sent: time.Now(), Done: time.Now(), Status: http.StatusOK, Body: body}
}

// still is a run of one image whose requests are answered by hand.
func still(t *testing.T, weights [operations]int) (*Run, *image) {
	t.Helper()
	b := serve(t, quota(10), nil)
	r, err := New(t.Context(), Plan{Name: "still", Weights: weights, InTurn: true, Images: 1, Tags: []TagKind{Short}}, b.setup())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.over(t, r) })
	return r, r.slots[0].Load()
}

func next(t *testing.T, r *Run) *attack.Request {
	t.Helper()
	var q attack.Request
	if err := r.Next(&q); err != nil {
		t.Fatal(err)
	}
	return &q
}

func TestAReadFindsWhatIsLost(t *testing.T) {
	r, m := still(t, [operations]int{AddAgain: 1, Show: 1})
	var there []string
	for i := range m.keys {
		there = append(there, m.keys[i].tag)
	}
	again, look := next(t, r), show(r, m)
	// A change of the first tag is on its way, the second one is missing.
	first := again.Key.(*key)
	if problem := r.Settle(look, shown(m.id, there[2:]...)); problem != "lost" || r.Lost() != 1 {
		t.Errorf("%q, lost %d", problem, r.Lost())
	}
	if first.tag != there[0] {
		t.Fatalf("the first tag is %s", first.tag)
	}
	// It is reported once, and one that changed since the read began is not.
	look = show(r, m)
	if problem := r.Settle(again, &attack.Answer{Status: http.StatusNoContent}); problem != "" {
		t.Error(problem)
	}
	if problem := r.Settle(look, shown(m.id, there[2:]...)); problem != "" || r.Lost() != 1 {
		t.Errorf("%q, lost %d", problem, r.Lost())
	}
	// It was settled before the next read.
	if problem := r.Settle(show(r, m), shown(m.id, there[2:]...)); problem != "lost" || r.Lost() != 2 {
		t.Errorf("%q, lost %d", problem, r.Lost())
	}
	listed := r.findings.so().Listed
	if len(listed) != 2 || listed[0].Found != "show" || listed[0].Tag != there[1] || listed[1].Exchange.Method != http.MethodPut {
		t.Errorf("%+v", listed)
	}
}

// show begins a read and nothing else.
func show(r *Run, m *image) *attack.Request {
	q := &attack.Request{Operation: r.number[Show]}
	m.begin(Show, q)
	return q
}

func TestReadsThatAreNoImage(t *testing.T) {
	r, m := still(t, [operations]int{Show: 1})
	for _, tt := range []struct {
		answer *attack.Answer
		says   string
	}{
		{shown(m.id), ""},
		{shown("another"), "another content than the image"},
		{&attack.Answer{Status: 200, Body: []byte("{")}, "another content than the image"},
		{&attack.Answer{Status: 503}, "status 503"},
		{&attack.Answer{Status: 200, Finding: transport.LengthOn204}, transport.LengthOn204.String()},
	} {
		if problem := r.Settle(next(t, r), tt.answer); problem != tt.says {
			t.Errorf("%q, not %q", problem, tt.says)
		}
	}
}

// Within the window what was changed need not be visible yet, behind it it must.
func TestAContradictionWithinTheWindowIsNone(t *testing.T) {
	r, m := still(t, [operations]int{Remove: 1})
	r.window = time.Hour
	early, late := next(t, r), next(t, r)
	missing := attack.Answer{Sent: m.made.Answered.Add(time.Minute), Status: http.StatusNotFound}
	if problem := r.Settle(early, &missing); problem != "" || !early.Key.(*key).doubt {
		t.Errorf("within: %q", problem)
	}
	missing.Sent = m.made.Answered.Add(2 * time.Hour)
	if problem := r.Settle(late, &missing); problem != "lost" || late.Key.(*key).doubt {
		t.Errorf("behind: %q", problem)
	}
	r.window = 0
}
