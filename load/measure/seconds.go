package measure

import (
	"fmt"
	"time"
)

// Second is what happened in one second of a phase, or of one operation in it.
// A request is counted as offered in the second in which it was due, and all
// else in the second in which it was answered.
type Second struct {
	Offered  uint64 `json:"offered"`
	Requests uint64 `json:"requests"`
	Errors   uint64 `json:"errors"`
	Response Times  `json:"response,omitzero"`
	Service  Times  `json:"service,omitzero"` // of all operations only, as Lag
	Lag      Times  `json:"lag,omitzero"`
}

// Times are those of the requests of a second, in milliseconds.
type Times struct {
	P50     float64 `json:"p50_ms"`
	P90     float64 `json:"p90_ms"`
	P99     float64 `json:"p99_ms"`
	Max     float64 `json:"max_ms"`
	Encoded string  `json:"hdr,omitempty"` // as in Histogram
}

// The kinds of times of a second, and how many of them there are: of all
// operations, and of one of several.
const (
	ofAll = 3 // response, service, lag
	ofOne = 1 // response
)

// times gives those of a kind.
func (s *Second) times(kind int) *Times {
	return [ofAll]*Times{&s.Response, &s.Service, &s.Lag}[kind]
}

// A second takes 200 bytes and its encoded histograms, each 0.7 kB at 500
// requests/s, 1.4 kB at 2,000/s, 2.6 kB at 10,000/s. So a day of one operation at
// 2,000/s takes about 300 MB. Past the last second all goes into it.
const lastSecond = 7*24*60*60 - 1

// seconds has the seconds of a phase in order. The latest of them are open:
// their histograms are not encoded yet, so that answers may come out of order,
// and need not be encoded all at once.
type seconds struct {
	all  []Second
	open [3]openSecond // second i is in open[i%3] or encoded
}

type openSecond struct {
	index   int
	times   []distribution // by kind
	encoded int            // of these, the first so many are encoded
}

func newSeconds(kinds int) *seconds {
	s := &seconds{}
	for i := range s.open {
		s.open[i] = openSecond{index: i}
		for range kinds {
			s.open[i].times = append(s.open[i].times, newDistribution())
		}
	}
	return s
}

// second is the index of the second that t is in.
func second(t time.Duration) int {
	return int(min(max(t, 0)/time.Second, lastSecond))
}

// at gives second i, which is there from now on.
func (s *seconds) at(i int) *Second {
	for len(s.all) <= i {
		s.all = append(s.all, Second{})
	}
	return &s.all[i]
}

// offer counts a request that was due.
func (s *seconds) offer(due time.Duration) { s.at(second(due)).Offered++ }

// record takes an answer that came at done, with its times by kind.
func (s *seconds) record(done time.Duration, failed bool, times ...time.Duration) {
	i := second(done)
	into := s.at(i)
	into.Requests++
	if failed {
		into.Errors++
	}
	open := &s.open[i%len(s.open)]
	switch {
	case open.index > i:
		into.amend(times)
		return
	case open.index < i:
		s.close(open)
		open.index = i
	}
	into.amend(times[:open.encoded])
	for kind := open.encoded; kind < len(open.times); kind++ {
		open.times[kind].record(times[kind])
	}
}

// encodeOne encodes one histogram of a second that was over a second ago, so that
// hardly an answer still comes to it; false says that there is none.
func (s *seconds) encodeOne(newest int) bool {
	for i := range s.open {
		o := &s.open[i]
		if o.index < newest-1 && o.count() > 0 && o.encoded < len(o.times) {
			s.all[o.index].fill(o.encoded, &o.times[o.encoded])
			o.encoded++
			return true
		}
	}
	return false
}

func (s *seconds) close(open *openSecond) {
	if open.count() == 0 {
		return
	}
	open.fill(&s.all[open.index])
	for kind := range open.times {
		open.times[kind].reset()
	}
	open.encoded = 0
}

func (o *openSecond) count() uint64 { return o.times[0].count() }

// fill encodes those that are not yet.
func (o *openSecond) fill(into *Second) {
	for kind := o.encoded; kind < len(o.times); kind++ {
		into.fill(kind, &o.times[kind])
	}
}

func (s *Second) fill(kind int, d *distribution) {
	s.times(kind).fill(d)
	if s.Service.Encoded == s.Response.Encoded { // as where nothing was late
		s.Service.Encoded = s.Response.Encoded // in the same memory
	}
}

// amend adds an answer to a second that is encoded: slow, and rare.
func (s *Second) amend(times []time.Duration) {
	for kind, t := range times {
		d, err := s.times(kind).distribution()
		if err != nil {
			panic("a histogram that was just encoded: " + err.Error())
		}
		d.record(t)
		s.times(kind).fill(&d)
	}
}

func (t Times) distribution() (distribution, error) {
	hdr, err := decode(t.Encoded)
	return distribution{hdr: hdr, max: nanoseconds(t.Max)}, err
}

func (t *Times) fill(d *distribution) {
	*t = d.times()
	t.Encoded = encode(d.hdr)
}

func (d *distribution) times() Times {
	p := d.percentiles(50, 90, 99)
	return Times{P50: p[0], P90: p[1], P99: p[2], Max: milliseconds(d.max)}
}

// result gives all seconds, the open ones as they are so far.
func (s *seconds) result() []Second {
	all := append([]Second{}, s.all...)
	for i := range s.open {
		if o := &s.open[i]; o.count() > 0 {
			o.fill(&all[o.index])
		}
	}
	return all
}

// show gives the figures of second i without its histograms.
func (s *seconds) show(i int) Second {
	if i < 0 || i >= len(s.all) {
		return Second{}
	}
	shown := s.all[i]
	o := &s.open[i%len(s.open)]
	for kind := range o.times {
		into := shown.times(kind)
		if o.index == i && o.count() > 0 {
			*into = o.times[kind].times()
		}
		into.Encoded = ""
	}
	return shown
}

// check says whether the histograms can be read and hold what they should.
func (s Second) check(kinds int) error {
	for kind := range kinds {
		d, err := s.times(kind).distribution()
		if err != nil {
			return err
		}
		if d.count() != s.Requests {
			return fmt.Errorf("%d values of %d requests", d.count(), s.Requests)
		}
	}
	return nil
}
