package fault

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"tagcheck/reference"
)

// observeFaults are mistakes in how tags are shown.
func observeFaults() []Fault {
	tags := func(edit func(tags []any) any) func(image map[string]any) {
		return func(image map[string]any) {
			if list, ok := image["tags"].([]any); ok {
				image["tags"] = edit(list)
			}
		}
	}
	filtered := func(edit func(sel *reference.Selection)) change {
		return func(p *reference.Parts) { p.Store = &filter{p.Store, edit} }
	}
	return []Fault{
		broken("shows-null", "observe.empty-list", "an image without tags shows null", showingAs(showing, tags(func(list []any) any {
			if len(list) == 0 {
				return nil
			}
			return list
		}))),
		broken("shows-the-last-twice", "observe.unique", "the last of several tags is shown twice", showingAs(showing, tags(func(list []any) any {
			if len(list) > 1 {
				return append(list, list[len(list)-1])
			}
			return list
		}))),
		broken("lists-stale-tags", "observe.list-agrees", "the list shows the tags that an image had when it was listed first", func(p *reference.Parts) { p.Store = &cachedPages{Store: p.Store, tags: map[string][]string{}} }),
		broken("filter-without-case", "observe.filter.exact", "the list is filtered without regard to case", anyOf(strings.EqualFold, true)),
		broken("filter-as-latin-1", "observe.filter.exact", "the query of the list is read as Latin-1", filtered(func(sel *reference.Selection) {
			for i := range sel.Tags {
				sel.Tags[i] = latin1(sel.Tags[i])
			}
		})),
		broken("filter-remembers", "observe.filter", "the list still finds an image by a tag that was removed", func(p *reference.Parts) { p.Store = &everTagged{Store: p.Store, ever: newSet()} }),
		broken("etag-of-the-id", "observe.etag", "the ETag of an image is made of its id, and asked for with it answers 304", replying(showing, func(c *call, a *reply) {
			a.header.Set("ETag", `"`+c.image+`"`)
			if a.status == http.StatusOK && c.r.Header.Get("If-None-Match") == a.header.Get("ETag") {
				a.write("", "")
				a.become(http.StatusNotModified)
			}
		})),
		broken("updated-goes-back", "observe.updated-at", "updated_at goes back with a change", func(p *reference.Parts) {
			changed := newSet()
			replying(tagging, func(c *call, _ *reply) { changed.put(c.image) })(p)
			showingAs(showing, func(image map[string]any) {
				if id, _ := image["id"].(string); changed.has(id) {
					image["updated_at"] = "2001-01-01T00:00:00Z"
				}
			})(p)
		}),
	}
}

// filter changes what a listing selects.
type filter struct {
	reference.Store
	edit func(sel *reference.Selection)
}

// Page gives a page of the changed selection.
func (f *filter) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	sel.Tags = slices.Clone(sel.Tags)
	f.edit(&sel)
	return f.Store.Page(sel)
}

// anyOf lists images by a comparison of its own: with every tag asked for, or
// with one of them.
func anyOf(same func(there, wanted string) bool, every bool) change {
	return func(p *reference.Parts) { p.Store = &comparing{p.Store, same, every} }
}

type comparing struct {
	reference.Store
	same  func(there, wanted string) bool
	every bool
}

// Page gives the images that compare well, all on one page.
func (c *comparing) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	wanted := sel.Tags
	sel.Tags, sel.Limit = nil, 10_000
	images, more, err := c.Store.Page(sel)
	return slices.DeleteFunc(images, func(image reference.Image) bool { return !c.matches(image, wanted) }), more, err
}

func (c *comparing) matches(image reference.Image, wanted []string) bool {
	found := 0
	for _, w := range wanted {
		if slices.ContainsFunc(image.Tags, func(there string) bool { return c.same(there, w) }) {
			found++
		}
	}
	return found == len(wanted) || !c.every && found > 0
}

// cachedPages lists the tags that an image had when it was listed first.
type cachedPages struct {
	reference.Store
	mu   sync.Mutex
	tags map[string][]string
}

// Page gives a page with old tags.
func (c *cachedPages) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	images, more, err := c.Store.Page(sel)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, image := range images {
		if old, known := c.tags[image.ID]; known {
			images[i].Tags = old
		}
		c.tags[image.ID] = images[i].Tags
	}
	return images, more, err
}

// everTagged lists images by the tags that they ever had.
type everTagged struct {
	reference.Store
	ever set
}

// Find gives the image and takes note of what it is tagged with.
func (e *everTagged) Find(id string) (reference.Record, error) {
	r, err := e.Store.Find(id)
	if err != nil {
		return nil, err
	}
	return &record{Record: r, add: func(image reference.Record, tag string, do func(string) error) error {
		e.ever.put(id + tag)
		return do(tag)
	}}, nil
}

// Page gives the images that ever had the tags, all on one page.
func (e *everTagged) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	wanted := sel.Tags
	sel.Tags, sel.Limit = nil, 10_000
	images, more, err := e.Store.Page(sel)
	return slices.DeleteFunc(images, func(image reference.Image) bool {
		return slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(image.Tags, w) && !e.ever.has(image.ID+w) })
	}), more, err
}
