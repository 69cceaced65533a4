package linearizability

import (
	"math/rand/v2"
	"slices"
	"strconv"
)

// simulation is a random history of a simulated server. It is a function of the seed.
type simulation struct {
	ops, clients, tags, images int
	step                       int     // longest time of each part of an operation; small values give common bounds
	unknown                    float64 // share of writes that are not answered
	reads                      float64
	quota                      int
	fault                      fault
	rate                       float64 // share of operations that the fault may affect
}

// fault is an error of the simulated server.
type fault string

const (
	none          fault = ""
	lostUpdate    fault = "the set is loaded at one moment, and stored at another"
	staleRead     fault = "a read shows what was there before"
	tornRead      fault = "a read reads half of the tags at one moment, and the others at another"
	doubleRemoval fault = "the removal of an absent tag is answered 204"
	resurrection  fault = "a removed tag comes back"
	phantom       fault = "a read shows a tag that no request added"
	absentThere   fault = "the removal of a present tag is answered 404, without effect"
	overQuota     fault = "the quota does not hold"
)

var faults = []fault{lostUpdate, staleRead, tornRead, doubleRemoval, resurrection, phantom, absentThere, overQuota}

// moment is when an operation does one part of its work.
type moment struct {
	at    int64
	op    int
	first bool // of the two of an operation
}

// server is a set of tags, with its earlier states.
type server struct {
	simulation
	random *rand.Rand
	tags   map[string]bool
	past   [][]string
	loaded map[int][]string // by operation, what it saw at its first moment
}

// record runs the simulation from random initial tags.
func (s simulation) record(seed uint64) ([]Op, Model) {
	random := rand.New(rand.NewPCG(seed, 1))
	model := Model{Initial: map[string][]string{}, Quota: s.quota}
	var all []Op
	for i := range max(1, s.images) {
		image := "image" + strconv.Itoa(i)
		v := &server{simulation: s, random: random, tags: map[string]bool{}, loaded: map[int][]string{}}
		for t := range s.tags {
			if random.IntN(3) == 0 && (s.quota == 0 || len(v.tags) < s.quota) {
				v.tags[tagName(t)] = true
			}
		}
		model.Initial[image] = v.now()
		all = append(all, v.run(image, s.ops/max(1, s.images))...)
	}
	return all, model
}

func tagName(i int) string { return "t" + strconv.Itoa(i) }

// run has the clients send operations, and serves them in the order of their moments.
func (v *server) run(image string, n int) []Op {
	clock := make([]int64, v.clients)
	ops := make([]Op, n)
	var moments []moment
	for i := range ops {
		client := v.random.IntN(v.clients)
		part := func() int64 { return int64(v.random.IntN(v.step + 1)) }
		call := clock[client] + part()
		first := call + part()
		second := first + part()
		kind := v.kind()
		if kind == Read && v.fault == tornRead {
			second += 6 * int64(v.step) // so that writes come between its halves
		}
		ops[i] = Op{
			Client: client, Kind: kind, Image: image, Tag: tagName(v.random.IntN(v.simulation.tags)), Call: call,
			Return: second + part(), Exchange: i + 1,
		}
		clock[client] = ops[i].Return + 1 // a client continues after the response
		if kind == Read {
			ops[i].Tag = ""
		} else if v.random.Float64() < v.unknown {
			ops[i].Outcome = Refused // for now: its response is dropped
			second += int64(v.random.IntN(10 * (v.step + 1)))
		}
		moments = append(moments, moment{first, i, true}, moment{second, i, false})
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return int(a.at - b.at) })
	for _, m := range moments {
		if m.first {
			v.loaded[m.op] = v.now()
		} else {
			v.serve(&ops[m.op], m.op)
		}
	}
	return ops
}

func (v *server) kind() Kind {
	switch x := v.random.Float64(); {
	case x < v.reads:
		return Read
	case x < v.reads+(1-v.reads)*0.45:
		return Remove
	default:
		return Add
	}
}

func (v *server) now() []string {
	tags := []string{}
	for tag := range v.tags {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// serve carries out the operation and answers it.
func (v *server) serve(op *Op, number int) {
	dropped := op.Outcome == Refused
	defer func() {
		if dropped {
			op.Outcome = Unknown
		}
	}()
	if dropped && v.random.IntN(2) == 0 {
		return // the request was lost
	}
	v.past = append(v.past, v.now())
	wrong := v.fault != none && v.random.Float64() < v.rate
	if wrong && v.fault == lostUpdate && op.Kind != Read {
		clear(v.tags)
		for _, tag := range v.loaded[number] {
			v.tags[tag] = true
		}
	}
	there := v.tags[op.Tag]
	op.Outcome = Done
	switch op.Kind {
	case Read:
		op.Tags = v.show(number, wrong)
	case Add:
		if wrong && v.fault == overQuota && v.random.IntN(2) == 0 {
			op.Outcome = OverQuota // even if there is room
			return
		}
		if !there && v.quota > 0 && len(v.tags) >= v.quota && !(wrong && v.fault == overQuota) {
			op.Outcome = OverQuota
			return
		}
		v.tags[op.Tag] = true
	case Remove:
		switch {
		case wrong && there && v.fault == absentThere, !there && !(wrong && v.fault == doubleRemoval):
			op.Outcome = Absent
		case !(wrong && v.fault == resurrection):
			delete(v.tags, op.Tag)
		}
	}
}

// show returns the tags that a read shows.
func (v *server) show(number int, wrong bool) []string {
	tags := v.now()
	switch {
	case !wrong:
	case v.fault == staleRead:
		return v.past[max(0, len(v.past)-1-v.random.IntN(12))]
	case v.fault == phantom:
		return append(tags, "unexpected")
	case v.fault == tornRead:
		half := func(i int) func(string) bool {
			return func(tag string) bool { return int(tag[len(tag)-1])&1 == i }
		}
		return append(slices.DeleteFunc(slices.Clone(v.loaded[number]), half(0)), slices.DeleteFunc(tags, half(1))...)
	}
	return tags
}
