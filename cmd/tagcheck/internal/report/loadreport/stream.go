package loadreport

import (
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tagcheck/load"
	"tagcheck/load/measure"
)

// StreamSchemaID is the ID of the schema of what a [Stream] writes. The schema
// refers to that of load.json.
const StreamSchemaID = "https://tagcheck.dev/schema/load-stream/v1"

//go:embed stream.schema.json
var streamSchema []byte

// StreamSchema is the JSON Schema (draft 2020-12) of each line of a Stream.
func StreamSchema() []byte { return slices.Clone(streamSchema) }

// Stream writes one JSON object per line: the progress of a load, and at its end
// the result without its histograms.
type Stream struct {
	out    *json.Encoder
	failed error // the first
}

// NewStream makes a stream that writes to w. It need not be closed.
func NewStream(w io.Writer) *Stream {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return &Stream{out: out}
}

// streamed is a line while the load runs. Counts are since the phase began.
type streamed struct {
	Type     string          `json:"type"`
	Phase    string          `json:"phase"`
	Step     load.Step       `json:"step"`
	Elapsed  float64         `json:"elapsed_ms"`
	Duration float64         `json:"duration_ms"`
	Offered  uint64          `json:"offered"`
	Requests uint64          `json:"requests"`
	Errors   uint64          `json:"errors"`
	Lost     uint64          `json:"lost"`
	Last     *measure.Second `json:"last"`
}

// streamedResult is the last line.
type streamedResult struct {
	Type   string      `json:"type"`
	Result load.Result `json:"result"`
}

// Progress writes one line. Where it cannot, Result returns the error.
func (s *Stream) Progress(p load.Progress) {
	line := streamed{
		Type: "progress", Phase: p.Phase, Step: p.Step,
		Elapsed: float64(p.Elapsed) / 1e6, Duration: float64(p.Duration) / 1e6,
		Offered: p.Offered, Requests: p.Requests, Errors: p.Errors, Lost: p.Lost,
	}
	if p.Step == load.Measuring && p.Second >= 0 {
		line.Last = &p.Last
	}
	s.write(line)
}

// Result writes the last line. The error is that of the first line that could
// not be written.
func (s *Stream) Result(r load.Result) error {
	s.write(streamedResult{"result", withoutHistograms(r)})
	if s.failed != nil {
		return fmt.Errorf("write the load as a JSON stream: %w", s.failed)
	}
	return nil
}

func (s *Stream) write(line any) {
	if s.failed == nil {
		s.failed = s.out.Encode(line)
	}
}

// withoutHistograms gives a copy of r without histograms.
func withoutHistograms(r load.Result) load.Result {
	r.Phases = slices.Clone(r.Phases)
	for i := range r.Phases {
		p := &r.Phases[i]
		p.Operations = slices.Clone(p.Operations)
		dropHistograms(&p.All)
		for j := range p.Operations {
			dropHistograms(&p.Operations[j])
			p.Operations[j].Seconds = withoutSecondHistograms(p.Operations[j].Seconds)
		}
		p.Seconds = withoutSecondHistograms(p.Seconds)
	}
	return r
}

func dropHistograms(o *measure.Operation) {
	o.Response.Encoded, o.Service.Encoded, o.Lag.Encoded = "", "", ""
}

func withoutSecondHistograms(seconds []measure.Second) []measure.Second {
	seconds = slices.Clone(seconds)
	for i := range seconds {
		s := &seconds[i]
		s.Response.Encoded, s.Service.Encoded, s.Lag.Encoded = "", "", ""
	}
	return seconds
}
