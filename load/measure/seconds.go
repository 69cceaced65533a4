package measure

import "time"

// Second is one second of a phase, or of one operation in it. A request counts
// as offered in the second in which it was due, and in all other figures in the
// second in which it was answered.
type Second struct {
	Offered  uint64 `json:"offered"`
	Requests uint64 `json:"requests"`
	Errors   uint64 `json:"errors"`
	Response Times  `json:"response,omitzero"`
	Service  Times  `json:"service,omitzero"` // only for all operations together, as is Lag
	Lag      Times  `json:"lag,omitzero"`
}

// Times are the times of the requests of one second, in milliseconds.
type Times struct {
	P50     float64 `json:"p50_ms"`
	P90     float64 `json:"p90_ms"`
	P99     float64 `json:"p99_ms"`
	Max     float64 `json:"max_ms"`
	Encoded string  `json:"hdr,omitempty"` // as in Histogram
}

// How many kinds of times a second has.
const (
	phaseTimes     = 3 // response, service, lag
	operationTimes = 1 // response
)

// times returns the times of one kind.
func (s *Second) times(kind int) *Times {
	return [phaseTimes]*Times{&s.Response, &s.Service, &s.Lag}[kind]
}

// seconds holds the seconds of a phase, in order. A second takes 200 bytes and
// its encoded histograms, each 0.7 kB at 500 requests/s, 1.4 kB at 2,000/s,
// 2.6 kB at 10,000/s: one day of one operation at 2,000/s takes about 300 MB.
//
// The latest seconds are open: their histograms are not encoded yet, so that
// answers may arrive out of order, and one histogram can be encoded at a time.
type seconds struct {
	all  []Second
	open [3]openSecond // second i is in open[i%3], or it is encoded
}

type openSecond struct {
	index   int
	times   []distribution // by kind
	encoded int            // how many of the times are encoded
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

// secondOf returns the index of the second that contains t.
func secondOf(t time.Duration) int {
	return int(min(max(t, 0)/time.Second, MaxSeconds-1))
}

// at returns second i. It adds the seconds that do not exist yet.
func (s *seconds) at(i int) *Second {
	for len(s.all) <= i {
		s.all = append(s.all, Second{})
	}
	return &s.all[i]
}

// offer counts a request that was due.
func (s *seconds) offer(due time.Duration) { s.at(secondOf(due)).Offered++ }

// record counts an answer that arrived at done, with its times by kind.
func (s *seconds) record(done time.Duration, failed bool, times ...time.Duration) {
	i := secondOf(done)
	into := s.at(i)
	into.Requests++
	if failed {
		into.Errors++
	}
	open := &s.open[i%len(s.open)]
	switch {
	case open.index > i:
		into.addToEncoded(times)
		return
	case open.index < i:
		s.close(open)
		open.index = i
	}
	into.addToEncoded(times[:open.encoded])
	for kind := open.encoded; kind < len(open.times); kind++ {
		open.times[kind].record(times[kind])
	}
}

// encodeOne encodes one histogram of a second that ended at least a second ago,
// for which few answers are still to come. It reports whether there was one.
func (s *seconds) encodeOne(newest int) bool {
	for i := range s.open {
		o := &s.open[i]
		if o.index < newest-1 && o.count() > 0 && o.encoded < len(o.times) {
			s.all[o.index].encode(o.encoded, &o.times[o.encoded])
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
	open.encodeTo(&s.all[open.index])
	for kind := range open.times {
		open.times[kind].reset()
	}
	open.encoded = 0
}

func (o *openSecond) count() uint64 { return o.times[0].count() }

// encodeTo encodes the times that are not encoded yet.
func (o *openSecond) encodeTo(s *Second) {
	for kind := o.encoded; kind < len(o.times); kind++ {
		s.encode(kind, &o.times[kind])
	}
}

func (s *Second) encode(kind int, d *distribution) {
	s.times(kind).encode(d)
	if s.Service.Encoded == s.Response.Encoded { // equal if no request was late
		s.Service.Encoded = s.Response.Encoded // one string in memory instead of two
	}
}

// addToEncoded adds an answer to a second that is encoded. It is slow, and rare.
func (s *Second) addToEncoded(times []time.Duration) {
	for kind, t := range times {
		into := s.times(kind)
		hdr, err := decode(into.Encoded)
		if err != nil {
			panic("measure: cannot decode a histogram that was encoded in memory: " + err.Error())
		}
		d := distribution{hdr: hdr, max: nanoseconds(into.Max)}
		d.record(t)
		into.encode(&d)
	}
}

func (t *Times) encode(d *distribution) {
	*t = d.times()
	t.Encoded = encode(d.hdr)
}

func (d *distribution) times() Times {
	p := d.percentiles(50, 90, 99)
	return Times{P50: p[0], P90: p[1], P99: p[2], Max: milliseconds(d.max)}
}

// result returns all seconds, the open ones as they are now.
func (s *seconds) result() []Second {
	all := append([]Second{}, s.all...)
	for i := range s.open {
		if o := &s.open[i]; o.count() > 0 {
			o.encodeTo(&all[o.index])
		}
	}
	return all
}

// figures returns second i without its histograms, a zero Second if there is
// none.
func (s *seconds) figures(i int) Second {
	if i < 0 || i >= len(s.all) {
		return Second{}
	}
	second := s.all[i]
	o := &s.open[i%len(s.open)]
	for kind := range o.times {
		into := second.times(kind)
		if o.index == i {
			*into = o.times[kind].times()
		}
		into.Encoded = ""
	}
	return second
}
