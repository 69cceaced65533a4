package check

import (
	"testing"

	"tagcheck/fixtures/imageapi"
)

// exchange is one of a conversation about the tag of an image; the status 0 means no
// response.
func exchange(image, method, tag string, status int) *imageapi.Exchange {
	x := &imageapi.Exchange{Image: image, Tag: tag, Sent: imageapi.Sent{Method: method}, Outcome: imageapi.Unanswered}
	if status > 0 {
		x.Outcome, x.Received = imageapi.Answered, &imageapi.Received{Status: status}
	}
	return x
}

func TestAgreeWith(t *testing.T) {
	one := func(xs ...*imageapi.Exchange) imageapi.Conversation { return imageapi.Conversation{Exchanges: xs} }
	for _, tt := range []struct {
		name         string
		conversation imageapi.Conversation
		tags         []string
		want         bool
	}{
		{"added", one(exchange("a", "PUT", "blue", 204)), []string{"red", "blue"}, true},
		{"added, and absent", one(exchange("a", "PUT", "blue", 204)), []string{"red"}, false},
		{
			"added twice, and present twice", one(exchange("a", "PUT", "blue", 204), exchange("a", "PUT", "blue", 204)),
			[]string{"red", "blue", "blue"}, false,
		},
		{"added to another image", one(exchange("b", "PUT", "blue", 204)), []string{"red"}, true},
		{"refused", one(exchange("a", "PUT", "blue", 400)), []string{"red"}, true},
		{"refused, and present", one(exchange("a", "PUT", "blue", 400)), []string{"red", "blue"}, false},
		{"removed", one(exchange("a", "DELETE", "red", 204)), nil, true},
		{"removed, and present", one(exchange("a", "DELETE", "red", 204)), []string{"red"}, false},
		{"another method", one(exchange("a", "PATCH", "red", 204)), []string{"red"}, true},
		{"unanswered, and present", one(exchange("a", "PUT", "blue", 0)), []string{"red", "blue"}, true},
		{"unanswered, and absent", one(exchange("a", "PUT", "blue", 0)), []string{"red"}, true},
		{"unanswered, and another tag present", one(exchange("a", "PUT", "blue", 0)), []string{"red", "green"}, false},
		{
			"unanswered, then removed, and present",
			one(exchange("a", "PUT", "blue", 0), exchange("a", "DELETE", "blue", 204)), []string{"red", "blue"}, false,
		},
	} {
		image := &Image{ID: "a"}
		if got, err := image.AgreeWith([]string{"red"}, tt.conversation).Match(tt.tags); got != tt.want || err != nil {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
}
