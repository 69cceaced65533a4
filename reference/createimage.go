package reference

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
	"unicode/utf8"
)

// newImage is the body of a request that creates an image.
type newImage struct {
	id         string
	name       *string
	visibility string
	tags       []string
}

// parseNewImage parses the body of POST /v2/images. Attributes that this server
// does not store are ignored. Its errors never quote the body.
func parseNewImage(body []byte) (newImage, error) {
	img := newImage{visibility: visibilityShared}
	if !utf8.Valid(body) {
		return img, errors.New("the body is not UTF-8")
	}
	// A map: encoding/json ignores the case of names if it decodes into a struct.
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil || object == nil {
		return img, errors.New("the body is not a JSON object")
	}
	return img, errors.Join(
		img.readName(object["name"]),
		img.readVisibility(object["visibility"]),
		img.readTags(object["tags"]),
		img.readID(object["id"]),
	)
}

func (n *newImage) readName(raw json.RawMessage) (err error) {
	if raw == nil {
		return nil
	}
	n.name, err = parseName(raw)
	return err
}

// parseName parses a name, which may be null.
func parseName(raw json.RawMessage) (*string, error) {
	var name *string
	if err := json.Unmarshal(raw, &name); err != nil {
		return nil, errors.New("name is not a string")
	}
	if name != nil && utf8.RuneCountInString(*name) > 255 {
		return nil, errors.New("name is longer than 255 characters")
	}
	return name, nil
}

func (n *newImage) readVisibility(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	n.visibility = "" // null leaves it empty
	known := []string{visibilityPublic, visibilityCommunity, visibilityShared, visibilityPrivate}
	if err := json.Unmarshal(raw, &n.visibility); err != nil || !slices.Contains(known, n.visibility) {
		return errors.New("visibility is not public, community, shared or private")
	}
	return nil
}

// readTags parses the tags. Duplicates are dropped.
func (n *newImage) readTags(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	var err error
	n.tags, err = parseTags(raw)
	return err
}

// parseTags parses a list of tags. The result is sorted, without duplicates.
func parseTags(raw json.RawMessage) ([]string, error) {
	var list []*string
	if err := json.Unmarshal(raw, &list); err != nil || list == nil || slices.Contains(list, nil) {
		return nil, errors.New("tags is not a list of strings")
	}
	tags := []string{}
	for _, tag := range list {
		tags = append(tags, *tag)
	}
	slices.Sort(tags)
	return slices.Compact(tags), nil
}

func (n *newImage) readID(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	if err := json.Unmarshal(raw, &n.id); err != nil || !isUUID(n.id) {
		return errors.New("id is not a UUID")
	}
	return nil
}

func (n newImage) image(owner string, now time.Time) Image {
	if n.id == "" {
		n.id = newUUID()
	}
	if n.tags == nil {
		n.tags = []string{}
	}
	attrs := Attributes{ID: n.id, Visibility: n.visibility, Owner: owner, Created: now}
	return Image{Attributes: attrs, Name: n.name, Updated: now, Tags: n.tags}
}
