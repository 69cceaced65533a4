package fault

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"tagcheck/reference"
)

// isolationFaults are tag operations that change something else.
func isolationFaults() []Fault {
	removeTag := func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) }
	return []Fault{
		newFault("attribute-name-lost", "isolation.attributes", "PUT of a tag removes the name of the image",
			hideNameAfterAdd),
		newFault("bystander-loses-the-tag", "isolation.bystander", "DELETE removes the tag from all images",
			alsoForOtherImages(isRemove, removeTag)),
		newFault("add-lands-elsewhere-1-in-100", "isolation.bystander",
			"1 in 100 additions adds the tag to the oldest image instead", misdirectToOldest(100)).oneIn(100),
		newFault("tag-is-unique", "isolation.same-tag", "PUT removes the tag from all other images",
			alsoForOtherImages(isAdd, removeTag)),
		newFault("lands-on-the-last-created", "isolation.interleaved",
			"every third PUT adds the tag to the image that was created last", misdirectToNewest(3)),
		newFault("new-image-has-old-tags", "isolation.new-image", "a new image has the tags of the image deleted last",
			func(p *reference.Parts) {
				p.Store = &tagInheritance{Store: p.Store, inherited: map[string][]string{}}
			}),
		newFault("id-by-its-beginning", "isolation.similar-id", "only the first 35 characters of an image ID are compared",
			func(p *reference.Parts) { p.Store = &prefixLookup{p.Store} }),
	}
}

func hideNameAfterAdd(p *reference.Parts) {
	tagged := newStringSet()
	editResponse(isAdd, func(x *exchange, _ *response) { tagged.add(x.image) })(p)
	editShownImages(isShowImage, func(image map[string]any) {
		if id, _ := image["id"].(string); tagged.has(id) {
			image["name"] = nil
		}
	})(p)
}

// alsoForOtherImages calls do for all other images after a successful operation.
func alsoForOtherImages(matches condition, do func(image reference.Record, tag string)) change {
	return func(p *reference.Parts) {
		store := p.Store
		editResponse(matches, func(x *exchange, a *response) {
			tag, ok := x.decodedTag()
			if a.status != http.StatusNoContent || !ok {
				return
			}
			for _, image := range allImages(store) {
				if record, err := store.Find(image.ID); err == nil && image.ID != x.image {
					do(record, tag)
				}
			}
		})(p)
	}
}

// misdirectToOldest sends 1 in n additions to the oldest image.
func misdirectToOldest(n int) change {
	return func(p *reference.Parts) {
		store := p.Store
		randomly(n, isAdd, func(x *exchange) {
			if images := allImages(store); len(images) > 0 {
				x = x.withTarget("/v2/images/" + images[len(images)-1].ID + "/tags/" + x.tag)
			}
			x.forward()
		})(p)
	}
}

// misdirectToNewest sends every nth addition to the image that was created last.
func misdirectToNewest(n int) change {
	return func(p *reference.Parts) {
		newest, count := newStringMap(), callCounter()
		onRequest(func(x *exchange) {
			if isAdd(x) && newest.get("") != "" && count("")%n == 0 {
				x = x.withTarget(strings.Replace(x.target(), x.image, newest.get(""), 1))
			}
			x.forward()
			if x.r.Method == http.MethodPost {
				location := x.w.Header().Get("Location")
				newest.set("", location[strings.LastIndex(location, "/")+1:])
			}
		})(p)
	}
}

// tagInheritance gives a new image the tags of the image that was deleted last,
// except those that this image had inherited itself.
type tagInheritance struct {
	reference.Store
	mu        sync.Mutex
	tags      []string
	inherited map[string][]string // by image
}

// Remove deletes an image and stores its tags.
func (s *tagInheritance) Remove(id string) error {
	if image, err := s.Store.Find(id); err == nil {
		tags := currentTags(image)
		s.mu.Lock()
		s.tags = slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(s.inherited[id], tag) })
		s.mu.Unlock()
	}
	return s.Store.Remove(id)
}

// Insert adds an image with the stored tags.
func (s *tagInheritance) Insert(image reference.Image, quota int) error {
	if err := s.Store.Insert(image, quota); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	record, err := s.Store.Find(image.ID)
	for _, tag := range s.tags {
		if err == nil {
			_ = record.AddTag(tag, 0, now)
		}
	}
	s.inherited[image.ID] = s.tags
	return nil
}

// prefixLookup finds an image by the first 35 characters of its ID.
type prefixLookup struct{ reference.Store }

// Find returns the image with the ID, or one with a similar ID.
func (s *prefixLookup) Find(id string) (reference.Record, error) {
	const compared, uuidLength = 35, 36
	record, err := s.Store.Find(id)
	if err == nil || len(id) != uuidLength {
		return record, err
	}
	for _, image := range allImages(s.Store) {
		if image.ID[:compared] == id[:compared] {
			return s.Store.Find(image.ID)
		}
	}
	return record, err
}
