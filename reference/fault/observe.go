package fault

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"tagcheck/reference"
)

// observeFaults are mistakes in how tags are shown and listed.
func observeFaults() []Fault { return slices.Concat(showFaults(), listFaults()) }

func showFaults() []Fault {
	editTags := func(edit func(tags []any) any) change {
		return editShownImages(isShowImage, func(image map[string]any) {
			if list, ok := image["tags"].([]any); ok {
				image["tags"] = edit(list)
			}
		})
	}
	return []Fault{
		newFault("shows-null", "observe.empty-list", "an image without tags has null instead of an empty list",
			editTags(func(list []any) any {
				if len(list) == 0 {
					return nil
				}
				return list
			})),
		newFault("shows-the-last-twice", "observe.unique", "the last of several tags is shown twice",
			editTags(func(list []any) any {
				if len(list) > 1 {
					return append(list, list[len(list)-1])
				}
				return list
			})),
		newFault("etag-of-the-id", "observe.etag",
			"the ETag of an image depends only on its ID, so that If-None-Match answers 304 after a change",
			editResponse(isShowImage, func(x *exchange, a *response) {
				a.header.Set("ETag", `"`+x.image+`"`)
				if a.status == http.StatusOK && x.r.Header.Get("If-None-Match") == a.header.Get("ETag") {
					a.removeBody()
					a.setStatus(http.StatusNotModified)
				}
			})),
		newFault("updated-goes-back", "observe.updated-at", "a tag operation sets updated_at to an earlier time",
			setBackUpdatedAt),
		newFault("cached-by-user", "observe.users",
			"each user has an own cache of images, and only changes by this user invalidate it",
			cacheImages((*exchange).token)),
	}
}

func setBackUpdatedAt(p *reference.Parts) {
	changed := newStringSet()
	editResponse(isTagOperation, func(x *exchange, _ *response) { changed.add(x.image) })(p)
	editShownImages(isShowImage, func(image map[string]any) {
		if id, _ := image["id"].(string); changed.has(id) {
			image["updated_at"] = "2001-01-01T00:00:00Z"
		}
	})(p)
}

func listFaults() []Fault {
	return []Fault{
		newFault("lists-stale-tags", "observe.list-agrees",
			"the list shows the tags that an image had when it was listed for the first time",
			func(p *reference.Parts) { p.Store = &cachedPages{Store: p.Store, tags: map[string][]string{}} }),
		newFault("filter-without-case", "observe.filter.exact", "the filter of the list ignores case",
			func(p *reference.Parts) { p.Store = &caseInsensitiveFilter{p.Store} }),
		newFault("filter-as-latin-1", "observe.filter.exact", "the filter of the list reads the query as Latin-1",
			func(p *reference.Parts) { p.Store = &latin1Filter{p.Store} }),
		newFault("filter-remembers", "observe.filter", "the filter of the list still finds an image by a removed tag",
			func(p *reference.Parts) { p.Store = &removedTagFilter{Store: p.Store, added: newStringSet()} }),
	}
}

// cachedPages lists the tags that an image had when it was listed first.
type cachedPages struct {
	reference.Store
	mu   sync.Mutex
	tags map[string][]string
}

// Page returns a page with stale tags.
func (s *cachedPages) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	images, more, err := s.Store.Page(sel)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, image := range images {
		if old, known := s.tags[image.ID]; known {
			images[i].Tags = old
		}
		s.tags[image.ID] = images[i].Tags
	}
	return images, more, err
}

// latin1Filter reads the tags of the query as Latin-1.
type latin1Filter struct{ reference.Store }

// Page returns a page for the tags as read.
func (s *latin1Filter) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	sel.Tags = slices.Clone(sel.Tags)
	for i := range sel.Tags {
		sel.Tags[i] = latin1(sel.Tags[i])
	}
	return s.Store.Page(sel)
}

// filteredPage returns, on one page, the selected images whose tags match. The
// tags of the selection are ignored.
func filteredPage(
	store reference.Store, sel reference.Selection, matches func(image reference.Image, tag string) bool,
) ([]reference.Image, bool, error) {
	wanted := sel.Tags
	sel.Tags, sel.Limit = nil, 10_000
	images, more, err := store.Page(sel)
	return slices.DeleteFunc(images, func(image reference.Image) bool {
		return slices.ContainsFunc(wanted, func(tag string) bool { return !matches(image, tag) })
	}), more, err
}

// caseInsensitiveFilter ignores the case of the tags in the query.
type caseInsensitiveFilter struct{ reference.Store }

// Page returns all images that have the tags in any case.
func (s *caseInsensitiveFilter) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	return filteredPage(s.Store, sel, func(image reference.Image, tag string) bool {
		return slices.ContainsFunc(image.Tags, func(there string) bool { return strings.EqualFold(there, tag) })
	})
}

// removedTagFilter finds images by all tags that were ever added to them.
type removedTagFilter struct {
	reference.Store
	added stringSet
}

// Find returns the image. It stores which tags are added to it.
func (s *removedTagFilter) Find(id string) (reference.Record, error) {
	r, err := s.Store.Find(id)
	if err != nil {
		return nil, err
	}
	return &hookedRecord{Record: r, add: func(image reference.Record, tag string, apply func(string) error) error {
		s.added.add(tagKey(image, tag))
		return apply(tag)
	}}, nil
}

// Page returns all images that have or had the tags.
func (s *removedTagFilter) Page(sel reference.Selection) ([]reference.Image, bool, error) {
	return filteredPage(s.Store, sel, func(image reference.Image, tag string) bool {
		return slices.Contains(image.Tags, tag) || s.added.has(image.ID+"\n"+tag)
	})
}
