package reference

import (
	"errors"
	"time"
)

// The errors of a [Store]. The server answers 500 to any other error.
var (
	ErrNoImage   = errors.New("no such image")                  // 404
	ErrNoTag     = errors.New("the image has no such tag")      // 404
	ErrOverQuota = errors.New("the quota of tags is exceeded")  // 413
	ErrTaken     = errors.New("the image ID is or was in use")  // 409
	ErrFull      = errors.New("the server has no space for it") // 413
)

// Attributes are the attributes of an image that never change.
type Attributes struct {
	ID         string
	Visibility string // public, community, shared or private
	Owner      string // project
	Created    time.Time
}

// Image is a snapshot of an image.
type Image struct {
	Attributes
	Name    *string // nil for null
	Updated time.Time
	Tags    []string // sorted, never nil
}

// Selection selects the images of a page of a list.
type Selection struct {
	Wanted func(*Attributes) bool
	Name   *string  // the name that an image must have; nil for any
	Tags   []string // the tags that an image must have, all of them
	Marker string   // ID of the last image on the previous page; empty for the first page
	Limit  int      // maximum number of images
}

// Store stores images. All methods but Page are atomic, and their effect is
// visible when they return.
type Store interface {
	// Insert adds an image. It fails with ErrTaken, ErrOverQuota or ErrFull. A
	// quota of 0 is no quota.
	Insert(img Image, quota int) error
	// Find returns the image with the ID. It fails with ErrNoImage.
	Find(id string) (Record, error)
	// Page returns the newest images first, and whether there are more. It fails
	// with ErrNoImage if the marker is not among the wanted images. Each image
	// is a snapshot; the snapshots are not of the same time.
	Page(sel Selection) (images []Image, more bool, err error)
	// Remove deletes an image. Its ID can never be used again. It fails with
	// ErrNoImage.
	Remove(id string) error
}

// Record is one image in a store. Its methods fail with ErrNoImage when the image
// has been deleted.
type Record interface {
	// Attributes returns the attributes. They must not be changed.
	Attributes() *Attributes
	// Image returns a snapshot.
	Image() (Image, error)
	// AddTag adds a tag unless the image has it. A quota of 0 is no quota. It
	// fails with ErrOverQuota or ErrFull.
	AddTag(tag string, quota int, now func() time.Time) error
	// RemoveTag removes a tag. It fails with ErrNoTag.
	RemoveTag(tag string, now func() time.Time) error
	// Patch applies a patch atomically, and returns the image after it. A quota
	// of 0 is no quota. It fails with ErrOverQuota or ErrFull.
	Patch(p Patch, quota int, now func() time.Time) (Image, error)
}

// Patch is a change of an image by PATCH. The zero value changes nothing.
type Patch struct {
	Renames bool     `json:"renames,omitempty"`
	Name    *string  `json:"name,omitempty"` // nil for null
	Retags  bool     `json:"retags,omitempty"`
	Tags    []string `json:"tags,omitempty"` // all tags of the image after the patch, without duplicates
}
