package reference

import (
	"errors"
	"time"
)

// What a store may answer instead of doing what it was asked.
var (
	ErrNoImage   = errors.New("no such image")          // answered 404
	ErrNoTag     = errors.New("no such tag")            // answered 404
	ErrOverQuota = errors.New("over the quota of tags") // answered 413
	ErrTaken     = errors.New("the id was used before") // answered 409
	ErrFull      = errors.New("no room")                // answered 413
)

// Attributes are what never changes about an image.
type Attributes struct {
	ID         string
	Visibility string // public, community, shared or private
	Owner      string // the project
	Created    time.Time
}

// Image is what was true of an image at one moment.
type Image struct {
	Attributes
	Name    *string // nil for null
	Updated time.Time
	Tags    []string // sorted, never nil
}

// Selection says which images a listing wants.
type Selection struct {
	Wanted func(*Attributes) bool
	Name   *string  // an image must have it; nil for any
	Tags   []string // an image must have all of them
	Marker string   // the last image of the page before, or empty
	Limit  int      // how many images at most
}

// Store keeps the images. Every method is atomic, but for Page, and takes
// effect before it returns.
type Store interface {
	// Insert adds an image. It fails with ErrTaken, ErrOverQuota or ErrFull.
	Insert(img Image, quota int) error
	// Find fails with ErrNoImage.
	Find(id string) (Record, error)
	// Page returns the newest images first and whether there are more. It
	// fails with ErrNoImage when the marker is not among the wanted images.
	// Each image is as it was at one moment, not all at the same.
	Page(sel Selection) (images []Image, more bool, err error)
	// Remove deletes an image; its id is never given out again. It fails with
	// ErrNoImage.
	Remove(id string) error
}

// Record is one image of a store. Its methods fail with ErrNoImage once the
// image is deleted.
type Record interface {
	// Attributes must not be changed.
	Attributes() *Attributes
	Image() (Image, error)
	// AddTag makes sure that the image has the tag. A quota of 0 is none. It
	// fails with ErrOverQuota or ErrFull.
	AddTag(tag string, quota int, now func() time.Time) error
	// RemoveTag fails with ErrNoTag.
	RemoveTag(tag string, now func() time.Time) error
	// Patch does all of a patch at one moment, and gives the image as it is then.
	// A quota of 0 is none. It fails with ErrOverQuota or ErrFull.
	Patch(p Patch, quota int, now func() time.Time) (Image, error)
}

// Patch is what a client changes of an image besides single tags. The zero
// value changes nothing.
type Patch struct {
	Renames bool     `json:"renames,omitempty"`
	Name    *string  `json:"name,omitempty"` // nil for null
	Retags  bool     `json:"retags,omitempty"`
	Tags    []string `json:"tags,omitempty"` // all that the image is to have, each once
}
