package fault

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"tagcheck/reference"
)

// isolationFaults are mistakes that touch what a tag operation must leave
// alone.
func isolationFaults() []Fault {
	return slices.Concat(attributeFaults(), bystanderFaults(), identityFaults())
}

func attributeFaults() []Fault {
	// once tells, for each image, whether a tag operation has been done on it.
	once := func(holds condition, edit func(image map[string]any)) change {
		return func(p *reference.Parts) {
			touched := newSet()
			replying(holds, func(c *call, a *reply) { touched.put(c.image) })(p)
			showingAs(showing, func(image map[string]any) {
				if id, _ := image["id"].(string); touched.has(id) {
					edit(image)
				}
			})(p)
		}
	}
	set := func(name string, value any) func(map[string]any) {
		return func(image map[string]any) { image[name] = value }
	}
	return []Fault{
		broken("attribute-name-lost", "isolation.attributes", "PUT resets the image's name", once(adding, set("name", nil))),
	}
}

func bystanderFaults() []Fault {
	return []Fault{
		broken("bystander-loses-the-tag", "isolation.bystander", "DELETE takes the tag off every image", everywhere(removing, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) })),
		broken("tag-is-unique", "isolation.same-tag", "a tag is on one image at a time: PUT takes it off the others", everywhere(adding, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) })),
		broken("lands-on-the-last-created", "isolation.interleaved", "every third PUT lands on the image that was last created", misdirected(3, http.MethodPut)),
	}
}

// everyImage gives all images of a store.
func everyImage(store reference.Store) []reference.Image {
	images, _, _ := store.Page(reference.Selection{Wanted: func(*reference.Attributes) bool { return true }, Limit: 10_000})
	return images
}

// everywhere does something to the other images, too, whenever an operation
// was done.
func everywhere(holds condition, do func(image reference.Record, tag string)) change {
	return func(p *reference.Parts) {
		store := p.Store
		replying(holds, func(c *call, a *reply) {
			tag, ok := c.name()
			if a.status != http.StatusNoContent || !ok {
				return
			}
			for _, image := range everyImage(store) {
				if record, err := store.Find(image.ID); err == nil && image.ID != c.image {
					do(record, tag)
				}
			}
		})(p)
	}
}

// misdirected does every nth request on the image that was created last.
func misdirected(n int, verb string) change {
	return func(p *reference.Parts) {
		last, count := newWords(), counter()
		handler(func(c *call) {
			if c.tag != "" && c.r.Method == verb && last.get("") != "" && count("")%n == 0 {
				c = c.at(strings.Replace(c.target(), c.image, last.get(""), 1))
			}
			c.serve()
			if c.r.Method == http.MethodPost {
				last.put("", lastPart(c.w.Header().Get("Location")))
			}
		})(p)
	}
}

func lastPart(path string) string { return path[strings.LastIndex(path, "/")+1:] }

func identityFaults() []Fault {
	return []Fault{
		broken("new-image-has-old-tags", "isolation.new-image", "a new image has the tags of the one that was deleted last", func(p *reference.Parts) { p.Store = &recycler{Store: p.Store, inherited: map[string][]string{}} }),
		broken("id-by-its-beginning", "isolation.similar-id", "an image is found by the first 35 characters of its id", func(p *reference.Parts) { p.Store = &nearby{Store: p.Store} }),
	}
}

// recycler gives a new image the tags of the one that was deleted last, but
// for those that it had from another in the same way.
type recycler struct {
	reference.Store
	mu        sync.Mutex
	tags      []string
	inherited map[string][]string
}

// Remove deletes an image and keeps its tags.
func (r *recycler) Remove(id string) error {
	if image, err := r.Store.Find(id); err == nil {
		tags := tagsOf(image)
		r.mu.Lock()
		r.tags = slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(r.inherited[id], tag) })
		r.mu.Unlock()
	}
	return r.Store.Remove(id)
}

// Insert adds an image with tags that are not its own.
func (r *recycler) Insert(image reference.Image, quota int) error {
	if err := r.Store.Insert(image, quota); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	record, err := r.Store.Find(image.ID)
	for _, tag := range r.tags {
		if err == nil {
			_ = record.AddTag(tag, 0, now)
		}
	}
	r.inherited[image.ID] = r.tags
	return nil
}

// nearby finds an image by a part of its id.
type nearby struct {
	reference.Store
	any bool // any beginning is enough
}

// Find gives the image, or one whose id begins alike.
func (n *nearby) Find(id string) (reference.Record, error) {
	record, err := n.Store.Find(id)
	if err == nil || !n.any && len(id) != 36 {
		return record, err
	}
	for _, image := range everyImage(n.Store) {
		if n.any && strings.HasPrefix(image.ID, id) || !n.any && image.ID[:35] == id[:35] {
			return n.Store.Find(image.ID)
		}
	}
	return record, err
}
