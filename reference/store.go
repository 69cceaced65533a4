package reference

import (
	"errors"
	"time"
)

// What a store may answer instead of doing what it was asked.
var (
	errNoImage   = errors.New("no such image")
	errNoTag     = errors.New("no such tag")
	errOverQuota = errors.New("over the quota of tags")
	errTaken     = errors.New("the id was used before")
	errFull      = errors.New("no room")
)

// attributes are what never changes about an image.
type attributes struct {
	id         string
	name       *string
	visibility string
	owner      string
	created    time.Time
}

// image is what was true of an image at one moment.
type image struct {
	attributes
	updated time.Time
	tags    []string // sorted, never nil
}

// selection says which images a listing wants.
type selection struct {
	wanted func(*attributes) bool
	tags   []string // an image must have all of them
	marker string   // the last image of the page before, or empty
	limit  int
}

// store keeps the images. Every method is atomic, but for page, and takes
// effect before it returns.
type store interface {
	// insert adds an image. It fails with errTaken, errOverQuota or errFull.
	insert(img image, quota int) error
	// find fails with errNoImage.
	find(id string) (record, error)
	// page returns the newest images first and whether there are more. It
	// fails with errNoImage when the marker is not among the wanted images.
	// Each image is as it was at one moment, not all at the same.
	page(sel selection) (images []image, more bool, err error)
	// remove deletes an image; its id is never given out again. It fails with
	// errNoImage.
	remove(id string) error
}

// record is one image of a store. Its methods fail with errNoImage once the
// image is deleted.
type record interface {
	// attributes must not be changed.
	attributes() *attributes
	image() (image, error)
	// addTag makes sure that the image has the tag. A quota of 0 is none. It
	// fails with errOverQuota or errFull.
	addTag(tag string, quota int, now func() time.Time) error
	// removeTag fails with errNoTag.
	removeTag(tag string, now func() time.Time) error
}
