package linearizability

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// ample is more time than any search of these tests takes.
var ample = Budget{Time: 10 * time.Minute}

// Both checkers find each witness of a random history illegal, as it is shown. A legal
// history has none.
func TestWitnessesAreProofs(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 1))
	illegal, short := 0, 0
	for seed := range uint64(350) {
		s := small(random)
		s.ops *= 3
		ops, model := s.record(seed)
		partitions := slices.Concat(
			CheckByTag(context.Background(), ops, model, Budget{}),
			CheckByImage(context.Background(), ops, model, Budget{}),
		)
		for i := range partitions {
			p := &partitions[i]
			w, found := p.FindWitness(context.Background(), ample)
			if found != (p.Verdict == Illegal) {
				t.Fatalf(
					"seed %d: image %s, tag %q is %s, and a witness was found: %t", seed, p.Image, p.Tag, p.Verdict,
					found,
				)
			}
			if !found {
				continue
			}
			illegal++
			if len(w.Ops) <= 6 {
				short++
			}
			if verdict, _ := newProblem(w.Ops, w.view).search(context.Background(), 0); verdict != Illegal {
				t.Fatalf("seed %d: the witness is %s:\n%s", seed, verdict, w)
			}
			if porcupineVerdict(w.Ops, w.view) != Illegal {
				t.Fatalf("seed %d: by porcupine the witness is legal:\n%s", seed, w)
			}
		}
	}
	if illegal < 200 || short*10 < illegal*9 {
		t.Errorf("%d witnesses, %d of at most 6 operations; expected at least 200, and 9 in 10 short", illegal, short)
	}
}

// ms returns an operation of client 1 that starts and ends at these times.
func ms(call, end int64, kind Kind, tag string, outcome Outcome, tags ...string) Op {
	return Op{
		Client: 1, Kind: kind, Image: "i", Tag: tag, Call: call * 1e6, Return: end * 1e6, Outcome: outcome, Tags: tags,
	}
}

func add(call, end int64, tag string) Op    { return ms(call, end, Add, tag, Done) }
func remove(call, end int64, tag string) Op { return ms(call, end, Remove, tag, Done) }
func missed(call, end int64, tag string) Op { return ms(call, end, Remove, tag, Absent) }
func read(call, end int64, tags ...string) Op {
	return ms(call, end, Read, "", Done, tags...)
}

// numbered numbers the exchanges from 1.
func numbered(ops []Op) []Op {
	for i := range ops {
		ops[i].Exchange = i + 1
	}
	return ops
}

// failures are histories of one image with their class, proof and explanation.
var failures = []struct {
	name        string
	initial     []string
	quota       int
	ops         []Op
	class       Class
	proof       []int // exchanges
	explanation string
}{
	{
		name: "a lost addition", class: LostAddition, proof: []int{2, 4},
		ops: []Op{add(0, 1, "y"), add(1, 2, "x"), read(2, 3, "y"), read(4, 5, "y"), remove(6, 7, "y")},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the read that started at +3.000 ms does ` +
			`not show "x", although nothing removed it`,
	},
	{
		name: "an addition that a removal does not find", class: LostAddition, proof: []int{1, 2},
		ops: []Op{add(0, 1, "x"), missed(2, 3, "x"), read(4, 5)},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the removal of "x" that started at ` +
			`+2.000 ms was answered 404, although nothing removed it`,
	},
	{
		name: "a tag that disappears", class: LostAddition, proof: []int{1}, initial: []string{"x"},
		ops: []Op{read(0, 1)},
		explanation: `"x" was present before the first request, and the read that started at +0.000 ms does not show ` +
			`"x", although nothing removed it`,
	},
	{
		name: "a lost addition despite a later removal of unknown outcome", class: LostAddition, proof: []int{1, 2},
		ops: []Op{add(0, 1, "x"), read(2, 3), ms(4, 5, Remove, "x", Unknown)},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms does ` +
			`not show "x", although nothing removed it`,
	},
	{
		name: "a tag that comes back", class: ResurrectedTag, proof: []int{2, 4},
		ops: []Op{add(0, 1, "x"), remove(2, 3, "x"), add(2, 3, "y"), read(4, 5, "x", "y")},
		explanation: `the removal of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms shows ` +
			`"x", although nothing added it`,
	},
	{
		name: "a tag that comes back, and is removed again", class: ResurrectedTag, proof: []int{2, 3},
		ops: []Op{add(0, 1, "x"), remove(2, 3, "x"), read(4, 5, "x"), remove(6, 7, "x")},
		explanation: `the removal of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms shows ` +
			`"x", although nothing added it`,
	},
	{
		name: "a double removal", class: DoubleRemoval, proof: []int{2, 3},
		ops: []Op{add(0, 1, "x"), remove(2, 4, "x"), remove(2, 5, "x"), missed(2, 6, "x"), read(7, 8)},
		explanation: `two removals of "x" were answered 204, at +2.000 ms and at +3.000 ms, and nothing added it in ` +
			`between`,
	},
	{
		name: "three removals where two are possible", class: DoubleRemoval, proof: []int{1, 2, 3, 4},
		initial:     []string{"x"},
		ops:         []Op{add(0, 9, "x"), remove(2, 4, "x"), remove(2, 5, "x"), remove(2, 6, "x")},
		explanation: `3 removals of "x" were answered 204, but it was present at most 2 times`,
	},
	{
		name: "a stale read", class: StaleRead, proof: []int{1, 2, 3},
		ops: []Op{add(0, 1, "x"), read(2, 3), read(4, 5, "x")},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms does ` +
			`not show "x", although nothing removed it; later the read that started at +4.000 ms shows "x"`,
	},
	{
		name: "a stale read after a removal", class: StaleRead, proof: []int{1, 2, 3}, initial: []string{"x"},
		ops: []Op{remove(0, 1, "x"), read(2, 3, "x"), missed(4, 5, "x")},
		explanation: `the removal of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms shows ` +
			`"x", although nothing added it; later the removal of "x" that started at +4.000 ms was answered 404`,
	},
	{
		name: "a lost addition that was added again", class: LostAddition, proof: []int{1, 2},
		ops: []Op{add(0, 1, "x"), read(2, 3), add(3, 4, "x"), read(5, 6, "x")},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the read that started at +2.000 ms does ` +
			`not show "x", although nothing removed it`,
	},
	{
		name: "a false 404", class: FalseAbsent, proof: []int{1, 2, 3},
		ops: []Op{add(0, 1, "x"), missed(2, 3, "x"), read(4, 5, "x")},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the removal of "x" that started at ` +
			`+2.000 ms was answered 404, although nothing removed it; later the read that started at +4.000 ms shows ` +
			`"x"`,
	},
	{
		name: "a phantom tag", class: PhantomTag, proof: []int{2},
		ops: []Op{add(0, 1, "x"), read(2, 3, "x", "z")},
		explanation: `"z" was absent before the first request, and the read that started at +0.000 ms shows "z", ` +
			`although nothing added it`,
	},
	{
		name: "a phantom tag that is seen once", class: PhantomTag, proof: []int{1},
		ops: []Op{read(0, 1, "z"), read(2, 3)},
		explanation: `"z" was absent before the first request, and the read that started at +0.000 ms shows "z", ` +
			`although nothing added it`,
	},
	{
		name: "a tag that is present before it was added", class: PhantomTag, proof: []int{1},
		ops: []Op{read(0, 1, "x"), add(2, 3, "x")},
		explanation: `"x" was absent before the first request, and the read that started at +0.000 ms shows "x", ` +
			`although nothing added it`,
	},
	{
		name: "a torn read", class: TornRead, proof: []int{2, 3, 4},
		ops:         []Op{add(0, 1, "z"), read(2, 9, "y", "z"), add(3, 4, "x"), add(5, 6, "y")},
		explanation: `the image never had exactly these tags: the read that started at +0.000 ms shows "y" and not "x"`,
	},
	{
		name: "more tags than the quota", class: QuotaViolation, proof: []int{1, 2, 3}, quota: 2,
		ops: []Op{add(0, 5, "x"), add(0, 6, "y"), add(0, 7, "z")},
		explanation: `in every order of these requests, more additions were answered 204 than the quota of 2 tags ` +
			`permits`,
	},
	{
		name: "413 where there is room", class: QuotaViolation, proof: []int{2}, quota: 2,
		ops: []Op{add(0, 1, "x"), ms(2, 3, Add, "y", OverQuota)},
		explanation: `the addition of "y" that started at +0.000 ms was answered 413, but in no order of these ` +
			`requests the image had 2 tags, its quota`,
	},
	{
		name: "413 to a present tag", class: QuotaViolation, proof: []int{1, 2}, quota: 1,
		ops: []Op{add(0, 1, "x"), ms(2, 3, Add, "x", OverQuota)},
		explanation: `the addition of "x" was answered 204 at +1.000 ms, and the addition of "x" that started at ` +
			`+2.000 ms was answered 413, although nothing removed it`,
	},
}

func TestFailuresAreExplained(t *testing.T) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			model := Model{Initial: map[string][]string{"i": f.initial}, Quota: f.quota}
			p := CheckByImage(context.Background(), numbered(slices.Clone(f.ops)), model, Budget{})[0]
			w, found := p.FindWitness(context.Background(), ample)
			if !found {
				t.Fatalf("the history is %s", p.Verdict)
			}
			var proof []int
			for _, op := range w.Ops {
				proof = append(proof, op.Exchange)
			}
			if w.Class != f.class || w.Explanation != f.explanation || !slices.Equal(proof, f.proof) || !w.Shortest {
				t.Errorf(
					"expected %s by the exchanges %v: %s\ngot %s by %v (shortest: %t): %s", f.class, f.proof,
					f.explanation, w.Class, proof, w.Shortest, w.Explanation,
				)
			}
		})
	}
}

// The witness of a long history consists of the few operations that matter.
func TestWitnessOfMany(t *testing.T) {
	s := busy(5_000, 8)
	s.unknown, s.fault, s.rate = 0.001, lostUpdate, 0.005
	ops, model := s.record(1)
	found := 0
	for _, p := range CheckByTag(context.Background(), ops, model, Budget{}) {
		if w, ok := p.FindWitness(context.Background(), ample); ok {
			found++
			if len(w.Ops) > 8 || !w.Shortest {
				t.Errorf("the witness has %d operations (shortest: %t):\n%s", len(w.Ops), w.Shortest, w)
			}
		}
	}
	if found == 0 {
		t.Error("no partition is illegal")
	}
}

// If the proof of the first failure is long, a short proof of a later one is found. The first
// is more removals than the additions of unknown outcome explain.
func TestWitnessOfALaterFailure(t *testing.T) {
	var ops []Op
	for i := range int64(6) {
		ops = append(ops, ms(i, i, Add, "x", Unknown))
	}
	for i := range int64(9) {
		ops = append(ops, remove(10+2*i, 11+2*i, "x"))
	}
	ops = append(ops, add(40, 41, "x"), read(42, 43))
	p := verdictOf(ops, Model{}, Budget{})
	if w, found := p.FindWitness(context.Background(), ample); !found || w.Class != LostAddition || len(w.Ops) != 2 {
		t.Errorf("expected a lost addition of 2 operations; got %s:\n%s", w.Class, w)
	}
}

// Without time, the witness is the whole history, and its class is unknown.
func TestWitnessWithoutTime(t *testing.T) {
	p := verdictOf([]Op{add(0, 1, "x"), add(0, 1, "y"), read(2, 3, "y")}, Model{}, Budget{})
	w, found := p.FindWitness(context.Background(), Budget{Time: 1})
	if !found || w.Shortest || w.Class != Unclassified || len(w.Ops) != 3 {
		t.Errorf("got (shortest: %t, %s):\n%s", w.Shortest, w.Class, w)
	}
}

func TestWitnessText(t *testing.T) {
	ops := numbered(
		[]Op{
			add(0, 1, "é\n"), read(2, 3, "é\n"), ms(1, 1, Add, "é\n", Unknown), ms(1, 1, Remove, "é\n", Unknown),
			remove(4, 5, "é\n"), remove(4, 6, "é\n"), remove(4, 7, "é\n"),
		},
	)
	ops[3].Exchange = 0
	p := CheckByTag(context.Background(), ops, Model{}, Budget{})[0]
	w, _ := p.FindWitness(context.Background(), ample)
	expected := strings.TrimPrefix(`
3 removals of "\u00e9\n" were answered 204, but it was present at most 2 times
time                 client  request            response, of "\u00e9\n"            exchange
before                                          any tags                           
+0.000 ms on         1       add "\u00e9\n"     unknown: either state is possible  3
+3.000 to +4.000 ms  1       remove "\u00e9\n"  204                                5
+3.000 to +5.000 ms  1       remove "\u00e9\n"  204                                6
+3.000 to +6.000 ms  1       remove "\u00e9\n"  204                                7
`, "\n")
	if w.String() != expected {
		t.Errorf("expected:\n%s\ngot:\n%s", expected, w)
	}
}

// The table of a long proof shows the last operations.
func TestWitnessTextIsBounded(t *testing.T) {
	w := Witness{Explanation: "explanation", AnyInitial: true}
	for i := range int64(MaxTableRows + 5) {
		w.Ops = append(w.Ops, add(i, i+1, "x"))
	}
	lines := strings.Split(w.String(), "\n")
	if len(lines) != MaxTableRows+5 || !strings.HasPrefix(lines[3], "5 more") ||
		!strings.HasPrefix(lines[4], "+5.000 to +6.000 ms") {
		t.Errorf("got %d lines:\n%s", len(lines), w)
	}
}
