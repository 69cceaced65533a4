package measure

import "time"

// Second is what happened in one second of a phase, over all operations.
// A request is counted as offered in the second in which it was due, and all
// else in the second in which it was answered. Times are response times in
// milliseconds.
type Second struct {
	Offered  uint64  `json:"offered"`
	Requests uint64  `json:"requests"`
	Errors   uint64  `json:"errors"`
	P50      float64 `json:"p50_ms"`
	P90      float64 `json:"p90_ms"`
	P99      float64 `json:"p99_ms"`
	Max      float64 `json:"max_ms"`
	Encoded  string  `json:"hdr,omitempty"` // as in Histogram
}

// A second takes 72 bytes and its encoded histogram: 0.7 kB at 500 requests/s,
// 1.4 kB at 2,000/s, 2.6 kB at 10,000/s, so a day at 2,000/s takes about
// 130 MB. Past the last second all goes into it.
const lastSecond = 7*24*60*60 - 1

// seconds has the seconds of a phase in order. The latest of them are open:
// their histograms are not encoded yet, so that answers may come out of order.
type seconds struct {
	all  []Second
	open [3]openSecond // second i is in open[i%3] or encoded
}

type openSecond struct {
	index    int
	response distribution
}

func newSeconds() seconds {
	var s seconds
	for i := range s.open {
		s.open[i] = openSecond{index: i, response: newDistribution()}
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

func (s *seconds) record(done, response time.Duration, failed bool) {
	i := second(done)
	into := s.at(i)
	into.Requests++
	if failed {
		into.Errors++
	}
	open := &s.open[i%len(s.open)]
	switch {
	case open.index > i:
		into.amend(response)
		return
	case open.index < i:
		s.close(open)
		open.index = i
	}
	open.response.record(response)
}

func (s *seconds) close(open *openSecond) {
	if open.response.count() > 0 {
		s.all[open.index].fill(&open.response)
		open.response.reset()
	}
}

// amend adds a time to a second that is encoded: slow, and rare.
func (s *Second) amend(response time.Duration) {
	d, err := s.distribution()
	if err != nil {
		panic("a histogram that was just encoded: " + err.Error())
	}
	d.record(response)
	s.fill(&d)
}

func (s *Second) distribution() (distribution, error) {
	hdr, err := decode(s.Encoded)
	return distribution{hdr: hdr, max: nanoseconds(s.Max)}, err
}

func (s *Second) fill(d *distribution) {
	s.figures(d)
	s.Encoded = encode(d.hdr)
}

func (s *Second) figures(d *distribution) {
	p := d.percentiles(50, 90, 99)
	s.P50, s.P90, s.P99, s.Max = p[0], p[1], p[2], milliseconds(d.max)
}

// result gives all seconds, the open ones as they are so far.
func (s *seconds) result() []Second {
	all := append([]Second{}, s.all...)
	for i := range s.open {
		if o := &s.open[i]; o.response.count() > 0 {
			all[o.index].fill(&o.response)
		}
	}
	return all
}

// show gives the figures of second i without its histogram.
func (s *seconds) show(i int) Second {
	if i < 0 || i >= len(s.all) {
		return Second{}
	}
	shown := s.all[i]
	if o := &s.open[i%len(s.open)]; o.index == i && o.response.count() > 0 {
		shown.figures(&o.response)
	}
	shown.Encoded = ""
	return shown
}
