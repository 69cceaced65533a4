// Package attack sends the requests of a load with vegeta's Attacker, over the
// connections of package transport, at the times of package arrival.
//
// A [Source] decides what is sent and judges each answer. [Attacker.Attack] sends
// its requests when a schedule says so, hands a [Sample] of each to a recorder, and
// returns the [Health] of the generator: whether it kept up with the schedule, or
// was itself what was measured. Memory does not grow with the number of requests.
package attack

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/fixtures/imageapi"
	"tagcheck/load/arrival"
	"tagcheck/load/transport"
)

// Options configures an Attacker.
type Options struct {
	Root      *url.URL         // scheme and host of the server
	TLS       *tls.Config      // nil for the defaults of the system
	Timeout   time.Duration    // of one request, from dial to the last byte; 0 for none
	Fields    []imageapi.Field // sent with every request
	UserAgent string
	Tokens    Tokens         // nil for a server that needs no token
	Workers   int            // requests in flight at most; 0 for DefaultWorkers
	NetHTTP   bool           // send by net/http: for HTTP/2 and proxies
	Raw       vegeta.Encoder // gets every result in the form of vegeta; may be nil
}

// Sample is one finished request. Times are since the start of the attack.
type Sample struct {
	Operation       int
	Due, Sent, Done time.Duration
	Problem         string // "" for an expected answer
	Bytes           int    // of the content that was received
	// BlockedByTarget says that after Due all workers, or the source, waited for
	// answers: the server and not the generator delayed the request.
	BlockedByTarget bool
}

// Attacker sends one attack after the other over the same connections.
type Attacker struct {
	options Options
	send    http.RoundTripper
	own     *transport.Transport // nil with net/http
	header  *header
	login   *loginMonitor
}

// New returns an attacker without connections. Close it after use.
func New(o Options) *Attacker {
	o.Workers = cmp.Or(o.Workers, DefaultWorkers)
	common := http.Header{"Accept": {"application/json"}, "User-Agent": {o.UserAgent}}
	for _, f := range o.Fields {
		common.Add(f.Name, f.Value)
	}
	a := &Attacker{options: o, header: &header{common: common, tokens: o.Tokens}, login: &loginMonitor{}}
	a.login.explainer, _ = o.Tokens.(imageapi.Explainer)
	if o.NetHTTP {
		a.send = newNetHTTP(o)
		return a
	}
	a.own = transport.New(transport.Options{Root: o.Root, TLS: o.TLS, Timeout: o.Timeout, MaxIdle: o.Workers})
	a.send = a.own
	return a
}

// Close closes all connections.
func (a *Attacker) Close() {
	if a.own != nil {
		a.own.Close()
		return
	}
	a.send.(*netHTTP).next.CloseIdleConnections()
}

// Abandon ends the requests in flight. They fail, and so does every later one.
func (a *Attacker) Abandon() {
	if a.own != nil {
		a.own.Close()
		return
	}
	a.send.(*netHTTP).end()
}

// Connections returns the counters of all connections up to now; zeros with
// net/http.
func (a *Attacker) Connections() transport.Stats {
	if a.own == nil {
		return transport.Stats{}
	}
	return a.own.Stats()
}

// Attack sends the requests of source when schedule says so, until the schedule or
// ctx ends, and waits for the answers. record gets every finished request, one at a
// time and nearly in the order in which they end. The error is that of source.Next.
func (a *Attacker) Attack(
	ctx context.Context, source Source, schedule arrival.Schedule, record func(Sample),
) (Health, error) {
	slots := newSlots(a.options.Workers)
	s := &sender{root: a.options.Root, send: a.send, source: source, slots: slots, header: a.header, login: a.login}
	a.login.reset()
	// A vegeta.Attacker is good for one attack. The transport bounds the time of a
	// request: a Timeout of http.Client costs more than the request.
	attacker := vegeta.NewAttacker(
		vegeta.Client(&http.Client{Transport: s, CheckRedirect: doNotRedirect}),
		vegeta.Workers(uint64(a.options.Workers)), vegeta.MaxWorkers(uint64(a.options.Workers)),
	)
	pace := arrival.NewPacer(ctx, schedule)
	defer pace.Stop()
	t := &targeter{source: source, slots: slots, began: time.Now()}
	var stopped atomic.Int64 // when ctx ended, since began
	defer context.AfterFunc(ctx, func() {
		stopped.Store(int64(time.Since(t.began)))
		attacker.Stop()
	})()
	health := newHealthMeter(t.began)
	for result := range attacker.Attack(t.next, pace, 0, "") {
		slot := slots.ofHeader(result.Headers)
		if slot == nil {
			continue // the source had no more requests
		}
		sample := t.sample(slot, schedule, result.Seq)
		health.add(sample)
		record(sample)
		a.encodeRaw(result, slot, t.began.Add(sample.Sent))
		slots.release(slot, t.began)
	}
	h := health.result(slots, a.login.problem())
	h.Due = h.Sent
	if arrival.IsOpenLoop(schedule) {
		h.Due = arrival.Count(schedule, cmp.Or(time.Duration(stopped.Load()), time.Since(t.began)))
	}
	return h, t.failed.get()
}

// WarmUp is an attack that is not measured: it opens connections and fills caches.
func (a *Attacker) WarmUp(ctx context.Context, source Source, schedule arrival.Schedule) error {
	unrecorded := *a
	unrecorded.options.Raw = nil
	_, err := unrecorded.Attack(ctx, source, schedule, func(Sample) {})
	return err
}

func doNotRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// encodeRaw writes the result in the form of vegeta. Errors are those that the source
// found: to vegeta a 404 is an error even where it is expected.
func (a *Attacker) encodeRaw(result *vegeta.Result, s *slot, sent time.Time) {
	if a.options.Raw == nil {
		return
	}
	result.URL = imageapi.Origin(a.options.Root) + s.request.Path
	result.Headers, result.Body, result.Error = nil, nil, s.problem
	result.Code, result.BytesIn = uint16(s.answer.Status), uint64(len(s.answer.Body))
	result.Timestamp, result.Latency = sent, s.answer.Done.Sub(s.answer.Sent)
	_ = a.options.Raw(result) // the error shows when the file is closed
}

// targeter is the source in the form of a vegeta.Targeter.
type targeter struct {
	source Source
	slots  *slots
	began  time.Time
	failed firstError
}

func (t *targeter) next(target *vegeta.Target) error {
	s := t.slots.acquire(t.began)
	if err := t.source.Next(&s.request); err != nil {
		t.failed.set(err)
		t.slots.release(s, t.began)
		return fmt.Errorf("the next request: %w", err)
	}
	if s.request.Waited {
		s.blockedUntil = time.Since(t.began)
	}
	target.Method, target.URL = s.request.Method, s.url
	return nil
}

func (t *targeter) sample(s *slot, schedule arrival.Schedule, number uint64) Sample {
	sample := Sample{
		Operation: s.request.Operation, Problem: s.problem, Bytes: len(s.answer.Body),
		Sent: s.answer.Sent.Sub(t.began), Done: s.answer.Done.Sub(t.began),
	}
	due, ok := schedule.Due(number)
	if !ok || due > sample.Sent || !arrival.IsOpenLoop(schedule) {
		due = sample.Sent
	}
	sample.Due = due
	sample.BlockedByTarget = s.blockedUntil > 0 && s.blockedUntil >= due
	return sample
}
