package loadreport

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/suites/report/schematest"
)

func progress(second int) load.Progress {
	return load.Progress{
		Phase: "steady", Step: load.Measuring, Elapsed: 1500 * time.Millisecond, Duration: 10 * time.Second, Lost: 2,
		Snapshot: measure.Snapshot{
			Offered: 300, Requests: 290, Errors: 3, Second: second,
			Last: measure.Second{Offered: 200, Requests: 198, Response: measure.Times{P99: 4.5}},
		},
	}
}

func lineSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return schematest.Compile(t, StreamSchemaID, map[string][]byte{
		load.Schema: Schema(), StreamSchemaID: StreamSchema(),
	})
}

func TestEveryLineOfAStreamIsValidByItsSchema(t *testing.T) {
	s := lineSchema(t)
	var out bytes.Buffer
	stream := NewStream(&out)
	stream.Progress(load.Progress{Phase: hostile, Step: load.SettingUp})
	stream.Progress(progress(-1))
	stream.Progress(progress(0))
	if err := stream.Result(sample()); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		lines = append(lines, line)
		if err := s.Validate(schematest.Decode(t, []byte(line))); err != nil {
			t.Errorf("%s: %#v", line, err)
		}
	}
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	has(t, lines[0], `"step":"setting up"`, `"last":null`)
	has(t, lines[1], `"elapsed_ms":1500`, `"last":null`)
	has(t, lines[2], `"offered":300,"requests":290,"errors":3,"lost":2,"last":{"offered":200,"requests":198,"errors":0,`)
	has(t, lines[3], `{"type":"result","result":{"schema":`)
}

func TestAStreamHasNoHistogramsAndLeavesThoseOfTheResult(t *testing.T) {
	r := sample()
	var out bytes.Buffer
	if err := NewStream(&out).Result(r); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, `"hdr"`) || !strings.Contains(got, `"p99.9"`) {
		t.Error("it has a histogram, or no percentile")
	}
	p := r.Phases[0]
	if p.All.Lag.Encoded == "" || p.Operations[0].Response.Encoded == "" || p.Seconds[0].Lag.Encoded == "" ||
		p.Operations[1].Seconds[0].Response.Encoded == "" {
		t.Error("the result lost its histograms")
	}
}

func TestAStreamThatCannotBeWrittenIsAnErrorAtTheEnd(t *testing.T) {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("disk full"))
	stream := NewStream(w)
	stream.Progress(progress(0))
	if err := stream.Result(sample()); err == nil || err.Error() != "write the load as a JSON stream: disk full" {
		t.Errorf("got %v", err)
	}
}

func TestAStreamSchemaRefusesWhatIsNeither(t *testing.T) {
	s := lineSchema(t)
	for _, line := range []string{`{"type":"progress"}`, `{"type":"other"}`, `{"type":"result","result":{}}`} {
		if s.Validate(schematest.Decode(t, []byte(line))) == nil {
			t.Errorf("%s is valid", line)
		}
	}
}
