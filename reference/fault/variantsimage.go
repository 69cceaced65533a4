package fault

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tagcheck/reference"
)

// imageVariants differ in the other operations on images, and in their IDs.
func imageVariants() []Variant {
	return slices.Concat(imageOperationVariants(), imageViewVariants(), imageIDVariants())
}

// existingImage is the ID of the image of the server that creates none.
const existingImage = "0d9a3f0c-5f0e-4c5a-9c0d-7a1f6f2f9a10"

func imageOperationVariants() []Variant {
	withImage := newVariant("creates-no-images", "images may be created by other means",
		"POST of an image answers 403; one image exists", insertExistingImage, reply(isCreateImage, http.StatusForbidden))
	withImage.Declares.Image = existingImage
	prefixed := newVariant("path-prefix", "the API may be below a path", "the API is below /image")
	prefixed.Config.PathPrefix = "/image"
	return []Variant{
		withImage, prefixed,
		newVariant("lets-no-image-be-changed", silent, "PATCH of an image answers 405",
			when(isPatchImage, func(x *exchange) {
				x.w.Header().Set("Allow", "GET, HEAD, DELETE")
				x.reply(http.StatusMethodNotAllowed)
			})),
		newVariant("lets-administrators-change-images", silent, "PATCH of an image answers 403",
			reply(isPatchImage, http.StatusForbidden)),
		newVariant("lists-one-at-a-time", silent, "the list of images has one image on each page",
			when(isListImages, func(x *exchange) {
				query := "limit=1"
				if x.query() != "" {
					query += "&" + x.query()
				}
				x.withTarget(x.path() + "?" + query).forward()
			})),
		newVariant("lists-no-images", silent, "the list of images answers 501",
			reply(isListImages, http.StatusNotImplemented)),
		newVariant("shows-no-images", silent, "GET of an image and the list of images answer 403",
			reply(isShowImage, http.StatusForbidden), reply(isListImages, http.StatusForbidden)),
	}
}

func insertExistingImage(p *reference.Parts) {
	attributes := reference.Attributes{ID: existingImage, Visibility: "private", Owner: "alpha", Created: now()}
	image := reference.Image{Attributes: attributes, Updated: now(), Tags: []string{"gold", "mine"}}
	// After a restart the image exists.
	if err := p.Store.Insert(image, 0); err != nil && !errors.Is(err, reference.ErrTaken) {
		panic(err)
	}
}

func imageViewVariants() []Variant {
	return []Variant{
		newVariant("default-tags", silent, "every new image has the tag new",
			func(p *reference.Parts) { p.Store = &defaultTag{p.Store} }),
		newVariant("tags-in-any-order", "tags are a set", "GET of an image shows the tags in random order",
			onRead(func(image reference.Image) reference.Image {
				image.Tags = slices.Clone(image.Tags)
				rand.Shuffle(len(image.Tags), func(i, j int) { image.Tags[i], image.Tags[j] = image.Tags[j], image.Tags[i] })
				return image
			})),
		newVariant("more-attributes", silent, "images have additional attributes, and one of them changes with each read",
			func(p *reference.Parts) {
				count := callCounter()
				editShownImages(isShowImage, func(image map[string]any) {
					image["signed_url"] = "https://images.example.com/?signature=" + strconv.Itoa(count(""))
					image["os_hash_algo"], image["locations"] = nil, []any{}
				})(p)
			}),
		newVariant("updated-to-the-microsecond", "RFC 3339", "updated_at has microseconds",
			editShownImages(isShowImage, func(image map[string]any) {
				if at, ok := image["updated_at"].(string); ok {
					image["updated_at"] = strings.TrimSuffix(at, "Z") + ".000001+00:00"
				}
			})),
	}
}

// defaultTag gives new images a tag.
type defaultTag struct{ reference.Store }

// Insert adds an image with one more tag, if the quota allows it.
func (s *defaultTag) Insert(image reference.Image, quota int) error {
	if !slices.Contains(image.Tags, "new") && len(image.Tags) < demo().TagQuota {
		image.Tags = append(slices.Clone(image.Tags), "new")
		slices.Sort(image.Tags)
	}
	return s.Store.Insert(image, quota)
}

func imageIDVariants() []Variant {
	const reading = "{image_id}: typically a UUID"
	return []Variant{
		newVariant("ids-without-hyphens", reading, "image IDs are UUIDs without hyphens", removeHyphens),
		newVariant("ids-counted-up", reading, "image IDs are consecutive numbers", numberImages),
	}
}

var (
	uuidPattern = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	// idInJSON is a UUID where JSON has the ID of an image.
	idInJSON = regexp.MustCompile(`("id":"|/images/)` + uuidPattern.String())
)

// idMapping shows other image IDs than the store has.
type idMapping struct {
	inPath  *regexp.Regexp // a shown ID in a path
	shown   func(stored string) string
	storing func(shown string) string
}

// change translates IDs in requests and responses.
func (m idMapping) change() change {
	return onRequest(func(x *exchange) {
		x = m.translateRequest(x)
		a := x.capture()
		if location := a.header.Get("Location"); location != "" {
			a.header.Set("Location", uuidPattern.ReplaceAllStringFunc(location, m.shown))
		}
		if a.body.Len() > 0 {
			a.setBody(a.header.Get("Content-Type"), idInJSON.ReplaceAllStringFunc(a.body.String(), func(match string) string {
				return uuidPattern.ReplaceAllStringFunc(match, m.shown)
			}))
		}
		x.send(a)
	})
}

func (m idMapping) translateRequest(x *exchange) *exchange {
	path := x.path()
	switch rest, ok := strings.CutPrefix(path, "/v2/images/"); {
	case ok && m.inPath.MatchString(path):
		id, rest, hasRest := strings.Cut(rest, "/")
		if hasRest {
			rest = "/" + rest
		}
		return x.withTarget("/v2/images/" + m.storing(id) + rest + strings.TrimPrefix(x.target(), path))
	case uuidPattern.MatchString(path) && m.shown(x.image) != x.image:
		// No image is shown with a stored ID.
		return x.withTarget(strings.Replace(x.target(), x.image, "no-such-image", 1))
	}
	return x
}

func removeHyphens(p *reference.Parts) {
	idMapping{
		inPath: regexp.MustCompile(`/[0-9a-f]{32}(/|\?|$)`),
		shown:  func(id string) string { return strings.ReplaceAll(id, "-", "") },
		storing: func(id string) string {
			if len(id) != 32 {
				return id
			}
			return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
		},
	}.change()(p)
}

func numberImages(p *reference.Parts) {
	var mu sync.Mutex
	numbers, ids := map[string]string{}, map[string]string{}
	idMapping{
		inPath: regexp.MustCompile(`/[0-9]{1,30}(/|\?|$)`),
		shown: func(id string) string {
			mu.Lock()
			defer mu.Unlock()
			if numbers[id] == "" {
				numbers[id] = strconv.Itoa(1000 + len(numbers))
				ids[numbers[id]] = id
			}
			return numbers[id]
		},
		storing: func(number string) string {
			mu.Lock()
			defer mu.Unlock()
			if id, known := ids[number]; known {
				return id
			}
			return number
		},
	}.change()(p)
}
