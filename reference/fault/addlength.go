package fault

// addLengthFaults are mistakes in how long a tag of an addition may be.
func addLengthFaults() []Fault {
	return []Fault{
		newFault("length-254", "add.length.accepted", "a tag may have at most 254 characters",
			limitTags(254, lengthInCharacters)),
		newFault("add-hangs", "add.length.accepted", "PUT of a tag of 64 bytes is never answered",
			when(allOf(isAdd, tagIs(func(tag string) bool { return len(tag) == 64 })), waitForDisconnect)),
		newFault("length-of-octets", "add.length.code-points", "the length of a tag is counted in bytes",
			limitTags(maxTagLength, lengthInBytes)),
		newFault("length-of-units", "add.length.code-points", "the length of a tag is counted in UTF-16 code units",
			limitTags(maxTagLength, lengthInUTF16)),
		newFault("length-none", "add.length.over.refused", "the length of a tag has no limit",
			limitTags(1<<20, lengthInCharacters)),
		newFault("length-cuts-behind-400", "add.length.over.refused",
			"PUT of a tag that is too long answers 400 but stores its first 255 characters",
			editResponse(allOf(isAdd, tooLong), func(x *exchange, _ *response) { x.truncated(maxTagLength).capture() })),
		newFault("length-compares-254", "add.length.last-character", "only the first 254 characters of tags are compared",
			equateTags(func(tag string) string {
				if lengthInCharacters(tag) > 254 {
					return string([]rune(tag)[:254])
				}
				return tag
			})),
	}
}
