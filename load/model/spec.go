package model

// Spec describes an image at the start.
type Spec struct {
	ID      string
	BaseURL string // scheme and host
	Path    string // of the image, percent-encoded
	Tags    []string
	Present int // how many of Tags are on the image: the first ones
	Usable  int // how many of Tags may be added: the first ones; the others never are
	MaxTags int // how many tags of Tags the image may have at a time
	// Kept are tags of a borrowed image that the load does not change.
	Kept   []string
	Made   Exchange // created the image with its tags, or showed it
	Retire Retirement
}

// Retirement says when an image is no longer used. Unless ReuseTags is set, it also
// is when more than half of its tags are indeterminate.
type Retirement struct {
	WhenFull   bool // it has MaxTags
	WhenEmpty  bool // it has no tag that is not being removed
	WhenUsedUp bool // it has no more tags to add
	ReuseTags  bool // removed tags are added again: for an image that cannot be replaced
}
