package fault

import (
	"net/http"
	"strings"

	"tagcheck/reference"
)

// looksLikeUUID is a rough check of an image ID.
func looksLikeUUID(id string) bool { return strings.Count(id, "-") == 4 }

// replyForMissingImage answers the requests that match with a status if their
// image does not exist.
func replyForMissingImage(matches condition, status int) change {
	return func(p *reference.Parts) {
		store := p.Store
		isMissing := func(x *exchange) bool {
			_, err := store.Find(x.image)
			return err != nil && looksLikeUUID(x.image)
		}
		reply(allOf(matches, isMissing), status)(p)
	}
}

// replyForDeletedImage answers the requests that match with a status if their
// image existed and was deleted.
func replyForDeletedImage(matches condition, status int) change {
	return func(p *reference.Parts) {
		deleted := newStringSet()
		onRequest(func(x *exchange) {
			if deleted.has(x.image) && matches(x) {
				x.reply(status)
			} else {
				x.forward()
			}
			if x.r.Method == http.MethodDelete && x.image != "" && !strings.Contains(x.path(), "/tags") {
				deleted.add(x.image)
			}
		})(p)
	}
}

// createMissingImages creates the image that a tag is added to if it does not
// exist.
func createMissingImages(p *reference.Parts) {
	store := p.Store
	when(isAdd, func(x *exchange) {
		if _, err := store.Find(x.image); err != nil && looksLikeUUID(x.image) {
			attributes := reference.Attributes{ID: x.image, Visibility: "private", Owner: "alpha", Created: now()}
			_ = store.Insert(reference.Image{Attributes: attributes, Updated: now(), Tags: []string{}}, 0)
		}
		x.forward()
	})(p)
}
