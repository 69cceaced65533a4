package fault

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"tagcheck/reference"
)

// variants are servers that are right in other ways than the reference.
func variants() []Variant {
	return slices.Concat(wireVariants(), octetVariants(), errorVariants(), spellingVariants(), quotaVariants(), accessVariants(), imageVariants(), timeVariants(), crowdVariants(), durableVariants())
}

// right is a variant with the users and the quota of the demonstration.
func right(name, reading, text string, change ...change) Variant {
	return Variant{Server: Server{Name: name, Text: text, Config: reference.Demo(), change: change}, Reading: reading}
}

func wireVariants() []Variant {
	return []Variant{
		right("closes-connections", "RFC 9112, 9.6", "closes the connection after each answer, and says so", field(always, "Connection", "close")),
		right("http-1.0", "RFC 9112, 2.3 and 9.3", "answers as HTTP/1.0 and closes the connection", field(always, "Connection", "close"), onAnswer(func(head []byte) []byte {
			return bytes.Replace(head, []byte("HTTP/1.1 "), []byte("HTTP/1.0 "), 1)
		})),
		right("interim-answers", "RFC 9110, 15.2", "sends 103 before its answers", when(tagging, func(c *call) {
			c.w.WriteHeader(http.StatusEarlyHints)
			c.serve()
		})),
		right("chunked-answers", "RFC 9112, 7.1", "sends its content in chunks", replying(func(c *call) bool { return !tagging(c) }, func(_ *call, a *reply) { a.header.Del("Content-Length") }), flushing),
		right("field-names-in-lower-case", "RFC 9110, 5.1", "writes the names of its fields in lower case, with white space around their values", onAnswer(lowerCaseFields)),
		right("more-fields", "RFC 9110, 5.1", "sends fields that nobody asked for", field(always, "Server", "nginx/1.25"), field(always, "Via", "1.1 front"), field(always, "ETag", `"0123"`), field(always, "Cache-Control", "no-store"), field(always, "Vary", "Accept")),
	}
}

// flushing makes net/http send what it has, so that it uses chunks.
func flushing(p *reference.Parts) {
	handler(func(c *call) {
		if !tagging(c) && c.r.Method != http.MethodDelete {
			defer func() { _ = http.NewResponseController(c.w).Flush() }() // a recorder of a test can't
		}
		c.serve()
	})(p)
}

func lowerCaseFields(head []byte) []byte {
	lines := strings.Split(string(head), "\r\n")
	for i, line := range lines[1:] {
		if name, value, ok := strings.Cut(line, ": "); ok {
			lines[i+1] = strings.ToLower(name) + ":\t" + value + " "
		}
	}
	return []byte(strings.Join(lines, "\r\n"))
}

func errorVariants() []Variant {
	return []Variant{
		right("errors-without-content", "RFC 9110, 15.5", "sends no content with its errors", replying(always, func(_ *call, a *reply) {
			if a.status/100 == 4 {
				a.write("", "")
			}
		})),
		right("errors-that-quote", "silent", "quotes the tag in its errors, in JSON", replying(tagging, func(c *call, a *reply) {
			if tag, ok := c.name(); a.status/100 == 4 && ok && len(tag) < 300 {
				a.show(map[string]string{"message": "not done: " + strings.ToValidUTF8(tag, "?")})
			}
		})),
		right("unknown-methods-say-501", "RFC 9110, 9.1 and 15.6.2", "answers 501 to methods that it does not know", answering(func(c *call) bool {
			return slices.Contains([]string{"FOO", "TRACE", "put", "delete"}, c.r.Method)
		}, http.StatusNotImplemented)),
		right("options-are-served", "RFC 9110, 9.3.7", "answers OPTIONS with 204 and Allow, without a token", when(method(http.MethodOptions), func(c *call) {
			c.w.Header().Set("Allow", "PUT, DELETE, OPTIONS")
			c.answer(http.StatusNoContent)
		})),
	}
}

func spellingVariants() []Variant {
	narrow := right("narrow-alphabet", "a target may declare a narrower alphabet", "takes letters, digits, hyphens and underscores only, and declares that", refusing(func(tag string) bool {
		return strings.ContainsFunc(tag, func(r rune) bool { return !strings.ContainsRune(plain, r) })
	}, http.StatusBadRequest))
	narrow.Declares.Alphabet = "[0-9A-Za-z_-]"
	return []Variant{
		right("refuses-control-characters", "control characters may be refused", "refuses control characters with 400", refusing(func(tag string) bool { return strings.ContainsFunc(tag, unicode.IsControl) }, http.StatusBadRequest)),
		right("refuses-slashes", "an encoded slash may be refused", "refuses an encoded slash with 404, as it is routed before", refusing(containing("/"), http.StatusNotFound)),
		right("trailing-slash-is-the-tag", "a slash behind the tag may mean the same tag", "takes a slash behind the tag as if it were not there", when(slashed, func(c *call) { c.at(strings.TrimSuffix(c.target(), "/")).serve() })),
		right("trailing-slash-redirects", "a slash behind the tag may be redirected", "redirects from a slash behind the tag", when(slashed, func(c *call) {
			c.w.Header().Set("Location", c.prefix+strings.TrimSuffix(c.path(), "/"))
			c.answer(http.StatusPermanentRedirect)
		})),
		narrow,
	}
}

const plain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"

func quotaVariants() []Variant {
	of := func(name string, quota int, text string) Variant {
		v := right(name, "413: over the target's quota", text)
		v.Config.TagQuota = quota
		return v
	}
	told := of("quota-to-be-found", 10, "has a quota of ten tags and does not tell")
	told.Declares.Unknown = true
	small := of("small-quota-to-be-found", 5, "has a quota of five tags and does not tell")
	small.Declares.Unknown = true
	return []Variant{
		of("no-quota", 0, "has no quota"), of("quota-of-1", 1, "has a quota of one tag"), told, small,
	}
}

func accessVariants() []Variant {
	open := right("no-authentication", "a target may declare that it asks for no token", "asks for no token")
	open.Config.Users = nil
	return []Variant{
		open,
		right("shows-that-images-exist", "another project's image: 403 or 404", "answers 403 for images of others", authorizing(func(caller reference.Identity, image *reference.Attributes, may reference.Access) reference.Access {
			return max(may, reference.AccessRead)
		})),
	}
}

func imageVariants() []Variant {
	lent := right("creates-no-images", "images may come from elsewhere", "creates no images; one is there to be used", func(p *reference.Parts) {
		attributes := reference.Attributes{ID: lentID, Visibility: "private", Owner: "alpha", Created: now()}
		if err := p.Store.Insert(reference.Image{Attributes: attributes, Updated: now(), Tags: []string{"gold", "mine"}}, 0); err != nil && !errors.Is(err, reference.ErrTaken) { // it is there where the server starts again
			panic(err) // the store is empty
		}
	}, answering(creating, http.StatusForbidden))
	lent.Declares.Image = lentID
	prefixed := right("path-prefix", "the API may stand below a path", "stands below /image")
	prefixed.Config.PathPrefix = "/image"
	return []Variant{
		lent, prefixed,
		right("lets-no-image-be-changed", "silent", "answers 405 to PATCH of an image", when(patching, func(c *call) {
			c.w.Header().Set("Allow", "GET, HEAD, DELETE")
			c.answer(http.StatusMethodNotAllowed)
		})),
		right("lets-administrators-change-images", "silent", "answers 403 to PATCH of an image", answering(patching, http.StatusForbidden)),
		right("lists-one-at-a-time", "silent", "lists images in pages of one", when(listing, func(c *call) {
			query := "limit=1"
			if c.query() != "" {
				query += "&" + c.query()
			}
			c.at(c.path() + "?" + query).serve()
		})),
		right("lists-no-images", "silent", "lists no images", answering(listing, http.StatusNotImplemented)),
		right("shows-no-images", "silent", "shows no images, neither singly nor in lists", answering(showing, http.StatusForbidden), answering(listing, http.StatusForbidden)),
		right("default-tags", "silent", "gives new images a tag of its own", func(p *reference.Parts) { p.Store = &defaulting{p.Store} }),
		right("tags-in-any-order", "tags are a set", "shows tags in another order each time", seen(func(image reference.Image) reference.Image {
			image.Tags = slices.Clone(image.Tags)
			rand.Shuffle(len(image.Tags), func(i, j int) { image.Tags[i], image.Tags[j] = image.Tags[j], image.Tags[i] })
			return image
		})),
		right("more-attributes", "silent", "shows attributes that change by themselves", func(p *reference.Parts) {
			count := counter()
			showingAs(showing, func(image map[string]any) {
				image["signed_url"] = "https://images.example.com/?signature=" + strconv.Itoa(count(""))
				image["os_hash_algo"], image["locations"] = nil, []any{}
			})(p)
		}),
		right("updated-to-the-microsecond", "RFC 3339", "shows updated_at with its fractions", showingAs(showing, func(image map[string]any) {
			if at, ok := image["updated_at"].(string); ok {
				image["updated_at"] = strings.TrimSuffix(at, "Z") + ".000001+00:00"
			}
		})),
		right("ids-without-hyphens", "{image_id}: typically a UUID", "writes ids as 32 digits", renaming(func(id string) string { return strings.ReplaceAll(id, "-", "") }, regexp.MustCompile(`/[0-9a-f]{32}(/|\?|$)`), func(id string) string {
			return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
		})),
		right("ids-counted-up", "{image_id}: typically a UUID", "counts its ids up", numbering),
	}
}

const lentID = "0d9a3f0c-5f0e-4c5a-9c0d-7a1f6f2f9a10"

var (
	uuids   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	located = regexp.MustCompile(`("id":"|/images/)` + uuids.String())
)

// renaming shows other ids than the store has, and takes them back in paths.
func renaming(out func(string) string, outside *regexp.Regexp, in func(string) string) change {
	return handler(func(c *call) {
		path := c.path()
		if at := outside.FindStringIndex(path); at != nil && strings.HasPrefix(path, "/v2/images/") {
			id, rest, more := strings.Cut(strings.TrimPrefix(path, "/v2/images/"), "/")
			if more {
				rest = "/" + rest
			}
			c = c.at("/v2/images/" + in(id) + rest + strings.TrimPrefix(c.target(), path))
		} else if uuids.MatchString(path) && out(c.image) != c.image {
			c = c.at(strings.Replace(c.target(), c.image, "no-such-image", 1))
		}
		a := c.try()
		if location := a.header.Get("Location"); location != "" {
			a.header.Set("Location", uuids.ReplaceAllStringFunc(location, out))
		}
		if a.body.Len() > 0 {
			a.write(a.header.Get("Content-Type"), located.ReplaceAllStringFunc(a.body.String(), func(place string) string {
				return uuids.ReplaceAllStringFunc(place, out)
			}))
		}
		a.send(c.w, c.r)
	})
}

// numbering shows numbers in place of ids.
func numbering(p *reference.Parts) {
	var mu sync.Mutex
	numbers, ids := map[string]string{}, map[string]string{}
	out := func(id string) string {
		mu.Lock()
		defer mu.Unlock()
		if numbers[id] == "" {
			numbers[id] = strconv.Itoa(1000 + len(numbers))
			ids[numbers[id]] = id
		}
		return numbers[id]
	}
	in := func(number string) string {
		mu.Lock()
		defer mu.Unlock()
		if id, known := ids[number]; known {
			return id
		}
		return number
	}
	renaming(out, regexp.MustCompile(`/[0-9]{1,30}(/|\?|$)`), in)(p)
}

// defaulting gives new images a tag of their own.
type defaulting struct{ reference.Store }

// Insert adds an image with one tag more.
func (d *defaulting) Insert(image reference.Image, quota int) error {
	if !slices.Contains(image.Tags, "new") && len(image.Tags) < demo().TagQuota {
		image.Tags = append(slices.Clone(image.Tags), "new")
		slices.Sort(image.Tags)
	}
	return d.Store.Insert(image, quota)
}
