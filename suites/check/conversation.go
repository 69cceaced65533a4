package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
)

// Message is one request of a conversation, for a tag of an image.
type Message struct {
	imageapi.Message
	image *Image
}

// Adding is PUT for a tag, as a part of a conversation.
func (i *Image) Adding(tag string, options ...imageapi.Option) Message {
	return i.Asking("PUT", tag, options...)
}

// Removing is DELETE for a tag, as a part of a conversation.
func (i *Image) Removing(tag string, options ...imageapi.Option) Message {
	return i.Asking("DELETE", tag, options...)
}

// Asking is a request for a tag, as a part of a conversation.
func (i *Image) Asking(method, tag string, options ...imageapi.Option) Message {
	i.touch(tag)
	if mistake := cmp.Or(i.mistake, MistakeOf(tag)); mistake != "" {
		options = append([]imageapi.Option{imageapi.Invalid(mistake)}, options...)
	}
	return Message{i.client.Message(method, i.ID, tag, options...), i}
}

// Malformed says what is wrong with the form of a request: its answer is not
// judged as one to the operation.
func Malformed(why string) imageapi.Option {
	return func(r *imageapi.Request) { r.Operation, r.Mistake = imageapi.Other, why }
}

// Converse holds a conversation on a connection of its own. It must lead to the
// same where it is begun again, as with a target that throttles. What is sent
// next goes over a new connection, and so shows that the server is still there.
// The check ends where what came can't be judged.
func (e *Env) Converse(ctx context.Context, m imageapi.WriteOptions, messages ...Message) imageapi.Conversation {
	said := make([]imageapi.Message, len(messages))
	for i, message := range messages {
		said[i] = message.Message
	}
	c := imageapi.Converse(ctx, m, said...)
	for i, message := range messages {
		message.image.Written()
		e.NeedsJudgeable(ctx, c.Exchanges[i])
	}
	e.closeIdle()
	return c
}

// Pipeline is Converse for requests that are all right. Like Send it is repeated
// once where there is no answer at all, and the check ends where that helps: a
// connection may be lost on the way. A server that lets the time pass has
// answered the question.
func (e *Env) Pipeline(ctx context.Context, m imageapi.WriteOptions, messages ...Message) imageapi.Conversation {
	first := e.Converse(ctx, m, messages...)
	x := first.Exchanges[0]
	if x.Outcome == imageapi.Answered || x.TimedOut {
		return first
	}
	again := e.Converse(ctx, m, messages...)
	if again.Exchanges[0].Outcome == imageapi.Answered {
		e.Undecided("%s %s was not answered (%s), but its repetition was", x.Sent.Method, x.Sent.Target, x.Error)
	}
	return again
}

// AddTagOnce is AddTag without a repetition: where the time passes without an
// answer, that is the answer.
func (i *Image) AddTagOnce(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	i.touch(tag)
	defer i.Written()
	x := i.client.AddTag(ctx, i.ID, tag, options...)
	i.env.NeedsJudgeable(ctx, x)
	return x
}

// AgreeWith matches the tags of an image that has had these before: after each
// 204 what was asked for is done, after every other answer nothing is. Where
// there was no answer it may be or not. Every exchange counts that is about the
// image, in the order given.
func (i *Image) AgreeWith(before []string, conversations ...imageapi.Conversation) types.GomegaMatcher {
	m := agreement{there: slices.Clone(before)}
	for _, c := range conversations {
		for _, x := range c.Exchanges {
			if x.Image == i.ID {
				m.take(x)
			}
		}
	}
	return &m
}

// agreement is what must be there, and what nobody knows of.
type agreement struct{ there, unknown []string }

func (m *agreement) take(x *imageapi.Exchange) {
	is := func(tag string) bool { return tag == x.Tag }
	method := x.Sent.Method
	switch {
	case method != "PUT" && method != "DELETE":
	case x.Outcome != imageapi.Answered:
		m.unknown = append(m.unknown, x.Tag)
	case x.Status() != 204:
	default:
		m.there, m.unknown = slices.DeleteFunc(m.there, is), slices.DeleteFunc(m.unknown, is)
		if method == "PUT" {
			m.there = append(m.there, x.Tag)
		}
	}
}

// Match leaves out the tags that nobody knows of.
func (m *agreement) Match(actual any) (bool, error) {
	tags, ok := actual.([]string)
	if !ok {
		return false, fmt.Errorf("the tags of an image are expected here, not %T", actual)
	}
	return SameTags(m.known(tags), m.known(m.there)), nil
}

func (m *agreement) known(tags []string) []string {
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(m.unknown, tag) })
}

func (m *agreement) FailureMessage(actual any) string {
	message := (&tagsMatcher{expected: m.known(m.there)}).FailureMessage(m.known(actual.([]string)))
	if m.unknown != nil {
		message += "\nleft aside, for want of an answer: " + Quoted(m.unknown)
	}
	return message
}

func (m *agreement) NegatedFailureMessage(any) string {
	return fmt.Sprintf("expected other tags than %s", Quoted(m.there))
}
