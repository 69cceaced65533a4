package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
)

// Message is one request of a conversation: several requests that are written to one
// connection without waiting for the responses.
type Message struct {
	imageapi.Message
	image *Image
}

// AddMessage returns PUT for a tag as a part of a conversation.
func (i *Image) AddMessage(tag string, options ...imageapi.Option) Message {
	return i.NewMessage("PUT", tag, options...)
}

// RemoveMessage returns DELETE for a tag as a part of a conversation.
func (i *Image) RemoveMessage(tag string, options ...imageapi.Option) Message {
	return i.NewMessage("DELETE", tag, options...)
}

// NewMessage returns a request for a tag as a part of a conversation.
func (i *Image) NewMessage(method, tag string, options ...imageapi.Option) Message {
	i.AlsoProbe(tag)
	return Message{i.client.Message(method, i.ID, tag, i.withMistake(tag, options)...), i}
}

// Malformed says what is wrong with the form of a request. Its response is not judged
// as one to a tag operation.
func Malformed(why string) imageapi.Option {
	return func(r *imageapi.Request) { r.Operation, r.Mistake = imageapi.Other, why }
}

// Converse sends the messages on a new connection. They must have the same result when
// they are sent again, as they are with a target that throttles. The next request uses a
// new connection, and so shows that the server still responds. The check ends where a
// result cannot be judged.
func (e *Env) Converse(ctx context.Context, m imageapi.WriteOptions, messages ...Message) imageapi.Conversation {
	requests := make([]imageapi.Message, len(messages))
	for i, message := range messages {
		requests[i] = message.Message
	}
	c := imageapi.Converse(ctx, m, requests...)
	for i, message := range messages {
		message.image.MarkChanged()
		e.NeedsJudgeable(ctx, c.Exchanges[i])
	}
	e.closeIdle()
	return c
}

// Pipeline is Converse for correct requests. Like Send it repeats them once if there is
// no response at all, since a connection may be lost. The check ends where the repetition
// is answered. A request that times out is not repeated.
func (e *Env) Pipeline(ctx context.Context, m imageapi.WriteOptions, messages ...Message) imageapi.Conversation {
	first := e.Converse(ctx, m, messages...)
	x := first.Exchanges[0]
	if x.Outcome == imageapi.Answered || x.TimedOut {
		return first
	}
	again := e.Converse(ctx, m, messages...)
	if again.Exchanges[0].Outcome == imageapi.Answered {
		e.Undecided(onlyRepetition, x.Sent.Method, x.Sent.Target, x.Error)
	}
	return again
}

// AgreeWith matches the tags of an image that had the tags before, and then the
// conversations: a 204 must have had its effect, any other response none. After an
// unanswered request either state is accepted. All exchanges about the image count, in
// the order given.
func (i *Image) AgreeWith(before []string, conversations ...imageapi.Conversation) types.GomegaMatcher {
	m := agreement{present: slices.Clone(before)}
	for _, c := range conversations {
		for _, x := range c.Exchanges {
			if x.Image == i.ID {
				m.apply(x)
			}
		}
	}
	return &m
}

// agreement holds the tags that must be present, and those in either state.
type agreement struct{ present, indeterminate []string }

func (m *agreement) apply(x *imageapi.Exchange) {
	is := func(tag string) bool { return tag == x.Tag }
	method := x.Sent.Method
	switch {
	case method != "PUT" && method != "DELETE":
	case x.Outcome != imageapi.Answered:
		m.indeterminate = append(m.indeterminate, x.Tag)
	case x.Status() != 204:
	default:
		m.present, m.indeterminate = slices.DeleteFunc(m.present, is), slices.DeleteFunc(m.indeterminate, is)
		if method == "PUT" {
			m.present = append(m.present, x.Tag)
		}
	}
}

// Match ignores the indeterminate tags.
func (m *agreement) Match(actual any) (bool, error) {
	tags, err := tagsOf("AgreeWith", actual)
	return SameTags(m.determinate(tags), m.determinate(m.present)), err
}

func (m *agreement) determinate(tags []string) []string {
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(m.indeterminate, tag) })
}

func (m *agreement) FailureMessage(actual any) string {
	exact := &tagsMatcher{expected: m.determinate(m.present)}
	message := exact.FailureMessage(m.determinate(actual.([]string)))
	if m.indeterminate != nil {
		message += "\nnot compared, after an unanswered request: " + Quoted(m.indeterminate)
	}
	return message
}

func (m *agreement) NegatedFailureMessage(any) string {
	return fmt.Sprintf("expected other tags than %s", Quoted(m.present))
}
