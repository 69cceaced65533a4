package report

import (
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

type jsonExchange struct {
	ID           int           `json:"id"`
	Check        string        `json:"check,omitempty"`
	Requirements []string      `json:"requirements"`
	Operation    string        `json:"operation"`
	User         string        `json:"user,omitempty"`
	Mistake      string        `json:"mistake,omitempty"`
	Image        string        `json:"image,omitempty"`
	Tag          string        `json:"tag,omitempty"`
	Start        string        `json:"start"`
	Duration     float64       `json:"duration_ms"`
	Connection   int           `json:"connection"`
	Reused       bool          `json:"reused,omitempty"`
	Outcome      string        `json:"outcome"`
	TimedOut     bool          `json:"timed_out,omitempty"`
	Throttled    bool          `json:"throttled,omitempty"`
	Lapsed       string        `json:"lapsed,omitempty"`
	EchoedSecret bool          `json:"echoed_secret,omitempty"`
	Error        string        `json:"error,omitempty"`
	Deviations   []string      `json:"deviations,omitempty"`
	Request      jsonSent      `json:"request"`
	Response     *jsonReceived `json:"response,omitempty"`
	Curl         string        `json:"curl"`
}

type jsonSent struct {
	Method string           `json:"method"`
	Target string           `json:"target"`
	URL    string           `json:"url"`
	Fields []imageapi.Field `json:"fields"`
	Body   imageapi.Body    `json:"body"`
	Raw    *imageapi.Raw    `json:"raw,omitempty"`
}

type jsonReceived struct {
	Proto   string           `json:"proto"`
	Status  int              `json:"status"`
	Reason  string           `json:"reason,omitempty"`
	Fields  []imageapi.Field `json:"fields"`
	Body    imageapi.Body    `json:"body"`
	Interim []int            `json:"interim,omitempty"`
	Surplus imageapi.Body    `json:"surplus"`
	Closed  bool             `json:"closed,omitempty"`
	Wait    float64          `json:"wait_ms"`
}

// jsonEvidence gives the exchanges that prove the failures, each once and
// ordered by number.
func (d Document) jsonEvidence() []jsonExchange {
	var ids []int
	for _, c := range d.Result.Checks {
		if c.Outcome == verdict.Failed {
			ids = append(ids, c.Evidence...)
		}
	}
	slices.Sort(ids)
	found := []jsonExchange{}
	for _, id := range slices.Compact(ids) {
		if x, ok := d.exchanges[id]; ok {
			found = append(found, newJSONExchange(x))
		}
	}
	return found
}

func newJSONExchange(x *imageapi.Exchange) jsonExchange {
	return jsonExchange{
		ID: x.ID, Check: x.Check, Requirements: output.List(x.Requirements), Operation: string(x.Operation),
		User: x.User, Mistake: x.Mistake, Image: x.Image, Tag: x.Tag,
		Start: output.Timestamp(x.Start), Duration: output.Milliseconds(x.Duration),
		Connection: x.Connection, Reused: x.Reused, Outcome: string(x.Outcome),
		TimedOut: x.TimedOut, Throttled: x.Throttled, Lapsed: x.Lapsed, EchoedSecret: x.EchoedSecret,
		Error: x.Error, Deviations: x.Deviations,
		Request: jsonSent{
			x.Sent.Method, x.Sent.Target, x.Sent.URL, output.List(x.Sent.Fields), x.Sent.Body, x.Sent.Raw,
		},
		Response: newJSONReceived(x.Received), Curl: Curl(x),
	}
}

func newJSONReceived(r *imageapi.Received) *jsonReceived {
	if r == nil {
		return nil
	}
	return &jsonReceived{
		Proto: r.Proto, Status: r.Status, Reason: r.Reason, Fields: output.List(r.Fields), Body: r.Body,
		Interim: r.Interim, Surplus: r.Surplus, Closed: r.Closed, Wait: output.Milliseconds(r.Wait),
	}
}
