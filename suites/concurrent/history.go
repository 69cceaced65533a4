package concurrent

import (
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/concurrent/linearizability"
)

// historyOf returns the history of recorded exchanges, of all their images. Each connection counts as
// a client. Times are relative to the first exchange.
func historyOf(exchanges []*imageapi.Exchange) []linearizability.Op {
	ops, clients := []linearizability.Op{}, map[int]int{}
	for _, x := range exchanges {
		if clients[x.Connection] == 0 {
			clients[x.Connection] = len(clients) + 1
		}
		op := linearizability.Op{
			Client: clients[x.Connection], Image: x.Image, Tag: x.Tag, Exchange: x.ID,
			Call: x.Start.Sub(exchanges[0].Start).Nanoseconds(),
		}
		op.Return = op.Call + x.Duration.Nanoseconds()
		switch x.Operation {
		case imageapi.Add:
			op.Kind, op.Outcome = linearizability.Add, outcomeOf(
				x, http.StatusRequestEntityTooLarge, linearizability.OverQuota,
			)
		case imageapi.Remove:
			op.Kind, op.Outcome = linearizability.Remove, outcomeOf(x, http.StatusNotFound, linearizability.Absent)
		case imageapi.Show:
			op.Kind, op.Tag = linearizability.Read, ""
			op.Outcome, op.Tags = resultOf(x)
		default:
			continue
		}
		ops = append(ops, op)
	}
	return ops
}

// outcomeOf returns what is known about a change. The refusal is the status that means the given outcome:
// it has no effect, but reveals something about the tags.
func outcomeOf(x *imageapi.Exchange, refusal int, meaning linearizability.Outcome) linearizability.Outcome {
	switch status := x.Status(); {
	case x.Outcome == imageapi.NotSent, status == http.StatusTooManyRequests:
		return linearizability.Refused
	case x.Outcome != imageapi.Answered, status >= 500:
		return linearizability.Unknown
	case status/100 == 2:
		return linearizability.Done
	case status == refusal && x.User != string(target.Stranger): // to a stranger it may hide the image
		return meaning
	}
	return linearizability.Refused
}

func resultOf(x *imageapi.Exchange) (linearizability.Outcome, []string) {
	image, err := imageapi.DecodeImage(x.Content())
	if x.Outcome != imageapi.Answered || x.Status() != http.StatusOK || err != nil {
		return linearizability.Unknown, nil
	}
	return linearizability.Done, image.Tags
}
