package attack

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/fixtures/imageapi"
	"tagcheck/load/arrival"
	"tagcheck/load/transport"
)

// Options say where requests go and what each of them carries.
type Options struct {
	Root      *url.URL
	TLS       *tls.Config   // nil for the system's defaults
	Timeout   time.Duration // for one request, from dial to the last byte
	Fields    []imageapi.Field
	UserAgent string
	Tokens    Tokens         // nil for a target that asks for none
	Workers   int            // requests on their way at a time, at most
	NetHTTP   bool           // by net/http, for HTTP/2 and proxies
	Raw       vegeta.Encoder // gets every result; nil for nobody
}

// Sample is one finished request. Times are since the attack began.
type Sample struct {
	Operation       int
	Due, Sent, Done time.Duration
	Problem         string // "" for an answer that was expected
	Bytes           int    // of the content that came
	// Held says that between Due and Sent all workers waited for answers, so that
	// the delay is the target's.
	Held bool
}

// Attacker keeps the connections of one attack for the next.
type Attacker struct {
	options Options
	send    http.RoundTripper
	own     *transport.Transport // nil with net/http
	fields  *fields
	login   *login
}

// New makes an attacker without connections. Close ends it.
func New(o Options) *Attacker {
	common := http.Header{"Accept": {"application/json"}, "User-Agent": {o.UserAgent}}
	for _, f := range o.Fields {
		common.Add(f.Name, f.Value)
	}
	a := &Attacker{options: o, fields: &fields{common: common, tokens: o.Tokens}, login: &login{}}
	a.login.explainer, _ = o.Tokens.(Explainer)
	if o.NetHTTP {
		a.send = netHTTP(o)
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
	a.send.(*bounded).next.CloseIdleConnections()
}

// Connections tells of all connections so far; nothing with net/http.
func (a *Attacker) Connections() transport.Stats {
	if a.own == nil {
		return transport.Stats{}
	}
	return a.own.Stats()
}

// Attack sends what source has, when schedule says, until that or ctx ends, and
// waits for the answers. Every finished request is handed to record, one at a
// time and nearly in the order of their ends. The error is that of source.Next.
func (a *Attacker) Attack(ctx context.Context, source Source, schedule arrival.Schedule, record func(Sample)) (Health, error) {
	slots := newSlots(a.options.Workers)
	carrier := &carrier{root: a.options.Root, send: a.send, source: source, slots: slots, fields: a.fields, login: a.login}
	// A vegeta.Attacker is good for one attack. Timeouts are the transport's: one
	// of http.Client costs more than the request.
	attacker := vegeta.NewAttacker(
		vegeta.Client(&http.Client{Transport: carrier, CheckRedirect: keepRedirect}),
		vegeta.Workers(uint64(a.options.Workers)), vegeta.MaxWorkers(uint64(a.options.Workers)),
	)
	pace := arrival.NewPacer(ctx, schedule)
	defer pace.Stop()
	defer context.AfterFunc(ctx, func() { attacker.Stop() })()
	t := &targeter{source: source, slots: slots, began: time.Now()}
	watch := newWatch(t.began)
	for result := range attacker.Attack(t.next, pace, 0, "") {
		s := slots.of(result.Headers)
		if s == nil {
			continue // the source had nothing more
		}
		sample := t.sample(s, schedule, result.Seq)
		watch.note(sample)
		record(sample)
		a.raw(result, s, t.began.Add(sample.Sent))
		slots.give(s, t.began)
	}
	h := watch.health(slots, a.login.lapsed())
	if h.Due = h.Sent; arrival.IsOpenLoop(schedule) {
		h.Due = arrival.Count(schedule, time.Since(t.began))
	}
	return h, t.ended()
}

// Warm is an attack that nobody measures: it makes connections and fills caches.
func (a *Attacker) Warm(ctx context.Context, source Source, schedule arrival.Schedule) (Health, error) {
	quiet := *a
	quiet.options.Raw = nil
	return quiet.Attack(ctx, source, schedule, func(Sample) {})
}

func keepRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// raw gives the result to whoever wants it in vegeta's form, by our judgement:
// to vegeta a 404 is an error even where it is expected.
func (a *Attacker) raw(result *vegeta.Result, s *slot, sent time.Time) {
	if a.options.Raw == nil {
		return
	}
	root := a.options.Root
	result.URL = root.Scheme + "://" + root.Host + s.request.Path
	result.Headers, result.Body, result.Error = nil, nil, s.problem
	result.Code, result.BytesIn = uint16(s.answer.Status), uint64(len(s.answer.Body))
	result.Timestamp, result.Latency = sent, s.answer.Done.Sub(s.answer.Sent)
	_ = a.options.Raw(result) // the file's error is found when it is closed
}

// targeter is the source as vegeta sees it.
type targeter struct {
	source Source
	slots  *slots
	began  time.Time
	failed firstError
}

func (t *targeter) next(target *vegeta.Target) error {
	s := t.slots.take(t.began)
	if err := t.source.Next(&s.request); err != nil {
		t.failed.note(err)
		t.slots.give(s, t.began)
		return fmt.Errorf("the next request: %w", err)
	}
	if s.request.Waited {
		s.free = time.Since(t.began)
	}
	target.Method, target.URL = s.request.Method, s.url
	return nil
}

func (t *targeter) ended() error { return t.failed.get() }

// sample is what there is to say of a finished request.
func (t *targeter) sample(s *slot, schedule arrival.Schedule, number uint64) Sample {
	sample := Sample{
		Operation: s.request.Operation, Sent: s.answer.Sent.Sub(t.began), Done: s.answer.Done.Sub(t.began),
		Problem: s.problem, Bytes: len(s.answer.Body),
	}
	due, open := schedule.Due(number)
	if !open || due > sample.Sent || !arrival.IsOpenLoop(schedule) {
		due = sample.Sent
	}
	sample.Due, sample.Held = due, s.free >= due && s.free > 0
	return sample
}
