package check

import (
	"testing"

	"tagcheck/fixtures/imageapi"
)

// said is an exchange of a conversation about the tag of an image; a status of
// 0 is for no answer.
func said(image, method, tag string, status int) *imageapi.Exchange {
	x := &imageapi.Exchange{Image: image, Tag: tag, Sent: imageapi.Sent{Method: method}, Outcome: imageapi.Unanswered}
	if status > 0 {
		x.Outcome, x.Received = imageapi.Answered, &imageapi.Received{Status: status}
	}
	return x
}

func TestTagsAgreeWithWhatWasAnswered(t *testing.T) {
	one := func(xs ...*imageapi.Exchange) imageapi.Conversation { return imageapi.Conversation{Exchanges: xs} }
	for _, tt := range []struct {
		name string
		said imageapi.Conversation
		tags []string
		want bool
	}{
		{"added", one(said("a", "PUT", "blue", 204)), []string{"red", "blue"}, true},
		{"added, and not there", one(said("a", "PUT", "blue", 204)), []string{"red"}, false},
		{"added twice, and there twice", one(said("a", "PUT", "blue", 204), said("a", "PUT", "blue", 204)), []string{"red", "blue", "blue"}, false},
		{"added to another image", one(said("b", "PUT", "blue", 204)), []string{"red"}, true},
		{"refused", one(said("a", "PUT", "blue", 400)), []string{"red"}, true},
		{"refused, and there", one(said("a", "PUT", "blue", 400)), []string{"red", "blue"}, false},
		{"removed", one(said("a", "DELETE", "red", 204)), nil, true},
		{"removed, and there", one(said("a", "DELETE", "red", 204)), []string{"red"}, false},
		{"another method", one(said("a", "PATCH", "red", 204)), []string{"red"}, true},
		{"not answered, and there", one(said("a", "PUT", "blue", 0)), []string{"red", "blue"}, true},
		{"not answered, and not there", one(said("a", "PUT", "blue", 0)), []string{"red"}, true},
		{"not answered, and another one there", one(said("a", "PUT", "blue", 0)), []string{"red", "green"}, false},
		{"not answered, then removed", one(said("a", "PUT", "blue", 0), said("a", "DELETE", "blue", 204)), []string{"red", "blue"}, false},
	} {
		image := &Image{ID: "a"}
		if got, err := image.AgreeWith([]string{"red"}, tt.said).Match(tt.tags); got != tt.want || err != nil {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
}
