package check

import (
	"fmt"
	"slices"
	"sync"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Env is what the checks of one run share. The runner sets the exported fields
// before the first check.
type Env struct {
	Target   target.Target
	Found    target.Description // what the preflight found out about the target
	Clients  map[target.Role]*imageapi.Client
	Images   *images.Manager // creates and releases all images of the run
	Recorder *imageapi.Recorder
	Effort   Effort
	Outage   Outage

	mu           sync.Mutex
	record       *Record
	borrowed     bool       // the running check has the image of --image
	pending      []string   // images that the running check has to release
	acquired     []Acquired // by the running check
	observations []Observation
	bystander    *bystander
	sentinel     *Sentinel
	volatile     []string // attributes that change by themselves, such as signed URLs
	defaultTags  []string // that the target gives new images, and shows later
	quota        *quota
	crashed      bool // the target was killed, see Crash
}

// Observation is a side effect that a check noticed: a deviation from a
// requirement other than the one it judges.
type Observation struct {
	Requirement string // ID
	Text        string
	Exchange    int // ID
}

// Record is the outcome of the running check, as far as the check decided it
// itself.
type Record struct {
	Outcome     verdict.Outcome // empty where the check passed or an expectation failed
	Reason      string
	Declared    bool // unsupported because the target declares so
	Attachments []verdict.Attachment
	Details     []string // additional deviations of a failure
	Evidence    []int    // exchanges that prove the failure, in order; nil for those that a matcher objected to
	InTurn      bool     // the evidence is one sequence of requests, each of them needed
}

// StartCheck starts the record of a check.
func (e *Env) StartCheck() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.record, e.acquired, e.borrowed = &Record{}, nil, false
}

// Record returns the record of the check that runs, or ran last.
func (e *Env) Record() Record {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.record == nil {
		return Record{}
	}
	return *e.record
}

// Observations returns the side effects noticed so far.
func (e *Env) Observations() []Observation {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.observations)
}

// Gone returns why no further check can start: the target stopped answering, or a
// login expired and cannot be renewed. It returns "" if checks can go on.
func (e *Env) Gone() string {
	if e.Recorder.UnansweredInARow() >= MaxUnanswered {
		return "the target stopped answering"
	}
	return e.Recorder.Lapsed()
}

func (e *Env) observe(cited ginkgo.Labels, x *imageapi.Exchange, format string, args ...any) {
	text := e.Recorder.Redact(fmt.Sprintf(format, args...))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.observations = append(e.observations, Observation{requirement.Cited(cited)[0], text, x.ID})
}

// Attach adds a file to the report of the running check. The name has no folder,
// such as concurrent.mixed.html, and is unique in a run. Secrets are redacted from
// the content.
func (e *Env) Attach(name, mediaType string, content []byte) {
	content = []byte(e.Recorder.Redact(string(content)))
	e.mu.Lock()
	defer e.mu.Unlock()
	attachment := verdict.Attachment{Name: name, MediaType: mediaType, Content: content}
	e.record.Attachments = append(e.record.Attachments, attachment)
}

// Prove explains the failure of the running check: it sets the exchanges that prove
// it, in order, instead of those that a matcher objected to, and adds lines to its
// deviations. It does not end the check.
func (e *Env) Prove(exchanges []int, lines ...string) {
	for i, line := range lines {
		lines[i] = e.Recorder.Redact(line)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.record.Evidence, e.record.Details = exchanges, append(e.record.Details, lines...)
}

// ProveBySequence is Prove for exchanges that form one sequence. Reports show every
// one of them, since each is needed to reproduce the failure.
func (e *Env) ProveBySequence(exchanges []int, lines ...string) {
	e.Prove(exchanges, lines...)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.record.InTurn = true
}

func (e *Env) closeIdle() {
	for _, client := range e.Clients {
		client.CloseIdle()
	}
}
