package check

import (
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
)

func answered(status int, fields ...imageapi.Field) *imageapi.Exchange {
	return &imageapi.Exchange{
		Outcome: imageapi.Answered, Received: &imageapi.Received{Status: status, Reason: "Reason", Fields: fields},
	}
}

func TestAnswerListsEveryDeviation(t *testing.T) {
	x := answered(200, imageapi.Field{Name: "Content-Type", Value: "text/plain"})
	x.Received.Body = imageapi.Body{Size: 2, Text: "{}"}
	puts := HasField("Allow", "PUT", func(string) bool { return true })
	ok, err := Answer(204, EmptyBody(), LacksField("content-type"), puts).Match(x)
	if ok || err != nil || len(x.Deviations) != 4 {
		t.Fatalf("matched %v, %v, deviations %q", ok, err, x.Deviations)
	}
	message := Answer(204).FailureMessage(x)
	for _, part := range []string{
		"expected the status 204 No Content; got 200 Reason", `expected no body; got 2 bytes: "{}"`,
		`expected no field content-type; got "text/plain"`, "expected the field Allow with PUT; got no such field",
	} {
		if !strings.Contains(message, part) {
			t.Errorf("%q is not in\n%s", part, message)
		}
	}
}

func TestMatchers(t *testing.T) {
	unanswered := &imageapi.Exchange{
		Outcome: imageapi.Unanswered, Error: "the server closed the connection without an answer",
	}
	surplus := answered(204)
	surplus.Received.Surplus = imageapi.Body{Size: 1, Text: "x"}
	for _, tt := range []struct {
		name string
		ok   bool
		got  func() (bool, error)
	}{
		{"the status", true, func() (bool, error) { return Answer(204, EmptyBody()).Match(answered(204)) }},
		{"another status", false, func() (bool, error) { return Answer(204).Match(answered(404)) }},
		{"one of two", true, func() (bool, error) { return AnswerOneOf([]int{204, 415}).Match(answered(415)) }},
		{"a byte after the response", false, func() (bool, error) { return Answer(204, EmptyBody()).Match(surplus) }},
		{"no response", false, func() (bool, error) { return Answer(204).Match(unanswered) }},
		{"no response is not a refusal", false, func() (bool, error) { return Refuse().Match(unanswered) }},
		{"a refusal", true, func() (bool, error) { return Refuse().Match(answered(422)) }},
		{"a redirect is not a refusal", false, func() (bool, error) { return Refuse().Match(answered(307)) }},
		{"success is not a refusal", false, func() (bool, error) { return Refuse().Match(answered(204)) }},
		{"a server error is not a refusal", false, func() (bool, error) { return Refuse().Match(answered(500)) }},
		{"stored", true, func() (bool, error) { return StoreOrRefuse().Match(answered(204)) }},
		{"200 does not mean stored", false, func() (bool, error) { return StoreOrRefuse().Match(answered(200)) }},
		{"a crash", false, func() (bool, error) { return NotCrash().Match(answered(502)) }},
		{"no crash", true, func() (bool, error) { return NotCrash().Match(answered(300)) }},
		{"the tags in another order", true, func() (bool, error) { return BeTags("a", "b").Match([]string{"b", "a"}) }},
		{"a tag twice", false, func() (bool, error) { return BeTags("a").Match([]string{"a", "a"}) }},
		{"a tag missing", false, func() (bool, error) { return BeTags("a", "b").Match([]string{"a"}) }},
		{"no tags", true, func() (bool, error) { return BeTags().Match([]string{}) }},
		{"a tag that must be absent", false, func() (bool, error) { return HaveNone("a").Match([]string{"a"}) }},
		{"a tag that must be present", false, func() (bool, error) { return HaveAll("a", "b").Match([]string{"a"}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if ok, err := tt.got(); ok != tt.ok || err != nil {
				t.Errorf("matched %v (%v), want %v", ok, err, tt.ok)
			}
		})
	}
	if _, err := Answer(204).Match("text"); err == nil {
		t.Error("a string is matched without an error")
	}
}

func TestTagMessagesEscapeEveryCharacter(t *testing.T) {
	message := BeTags("é").FailureMessage([]string{"e\u0301", "é", "é"})
	for _, part := range []string{
		`expected the tags "\u00e9"; got "e\u0301", "\u00e9", "\u00e9"`,
		`unexpected: "e\u0301"`, `unexpected: "\u00e9"`,
	} {
		if !strings.Contains(message, part) {
			t.Errorf("%q is not in\n%s", part, message)
		}
	}
	long := Quoted([]string{strings.Repeat("é", 255)})
	if !strings.Contains(long, "(255 characters)") || len(long) > 400 {
		t.Errorf("a long tag is shown as %s", long)
	}
}

func TestWhyInvalid(t *testing.T) {
	for tag, want := range map[string]bool{
		"blue": false, "é😀": false, strings.Repeat("é", 255): false, "...": false,
		"": true, strings.Repeat("a", 256): true, "a\nb": true, "a/b": true, "\xff": true, "..": true,
	} {
		if got := WhyInvalid(tag) != ""; got != want {
			t.Errorf("%.20q is invalid: %v, want %v", tag, got, want)
		}
	}
}
