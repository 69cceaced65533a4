package fault

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"tagcheck/reference"
)

// sequenceFaults are mistakes that only a sequence of operations shows.
func sequenceFaults() []Fault {
	return slices.Concat(sequenceStateFaults(), sequenceInputFaults())
}

func sequenceStateFaults() []Fault {
	return []Fault{
		newFault("version-overflows", "sequence.state",
			"the 128th tag operation on an image answers 204 and is lost, because its version overflows",
			func(p *reference.Parts) {
				count := callCounter()
				is128th := func(x *exchange) bool { return count(x.image) == 128 }
				reply(allOf(isTagOperation, is128th), http.StatusNoContent)(p)
			}),
		newFault("search-by-another-order", "sequence.state.non-ascii",
			"tags are sorted by UTF-8 but searched by the order of UTF-16, so that DELETE misses some", searchByUTF16),
		newFault("control-refused-the-second-time", "sequence.state.non-ascii",
			"the second PUT of a tag with a control character answers 400", rejectSecondControl),
		newFault("removal-taken-for-a-repetition", "sequence.windows",
			"directly after the addition and removal of one tag, DELETE of another tag answers 204 and does nothing",
			ignoreThirdOperation),
		newFault("attempts-are-remembered", "sequence.users",
			"after a refused PUT by another user, the next PUT of this tag by the owner answers 204 and does nothing",
			rememberRefusedAdditions),
	}
}

func searchByUTF16(p *reference.Parts) {
	order := func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) }
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		if _, found := slices.BinarySearchFunc(currentTags(image), tag, order); !found {
			return reference.ErrNoTag
		}
		return apply(tag)
	})(p)
}

func rejectSecondControl(p *reference.Parts) {
	count := callCounter()
	hasControl := func(x *exchange) bool {
		tag, _ := x.decodedTag()
		return strings.ContainsFunc(tag, unicode.IsControl)
	}
	isSecond := func(x *exchange) bool { return count(x.image+x.tag) == 2 }
	reply(allOf(isAdd, hasControl, isSecond), http.StatusBadRequest)(p)
}

// ignoreThirdOperation stores the last two operations on each image.
func ignoreThirdOperation(p *reference.Parts) {
	operations := newStringMap()
	when(isTagOperation, func(x *exchange) {
		last := strings.Split(operations.get(x.image), " ")
		operations.set(x.image, last[len(last)-1]+" "+x.r.Method+x.tag)
		tag, wasAdd := strings.CutPrefix(last[0], http.MethodPut)
		if wasAdd && last[1] == http.MethodDelete+tag && isRemove(x) && tag != x.tag {
			if image, err := p.Store.Find(x.image); err == nil && hasTag(image, x.tag) {
				x.reply(http.StatusNoContent)
				return
			}
		}
		x.forward()
	})(p)
}

func rememberRefusedAdditions(p *reference.Parts) {
	refused := newStringSet()
	when(isAdd, func(x *exchange) {
		if refused.remove(x.image + " " + x.tag) {
			x.reply(http.StatusNoContent)
			return
		}
		a := x.capture()
		_, err := p.Store.Find(x.image)
		if err == nil && (a.status == http.StatusNotFound || a.status == http.StatusForbidden) {
			refused.add(x.image + " " + x.tag)
		}
		x.send(a)
	})(p)
}

func sequenceInputFaults() []Fault {
	return []Fault{
		newFault("length-refusal-is-remembered", "sequence.lengths",
			"after a PUT of a tag that is too long, PUT of its first 255 characters answers 400", rememberLongTags),
		newFault("length-buffer-is-kept", "sequence.lengths",
			"after a PUT of a tag that is too long, its beginning is stored instead of the next tag of 255 characters",
			reuseBuffer),
		newFault("query-and-chunks", "sequence.fuzz", "PUT with both a query and a chunked body answers 204 and does nothing",
			when(allOf(isAdd, hasQuery, isChunked), func(x *exchange) {
				// OPTIONS has no effect, but reads the body from the connection.
				if a := x.withMethod(http.MethodOptions).capture(); a.status < http.StatusInternalServerError {
					x.reply(http.StatusNoContent)
				}
			})),
		newFault("refused-with-query-adds", "sequence.fuzz",
			"GET, POST and other methods on a tag add it if they have a query",
			when(allOf(isOtherTagMethod, hasQuery), func(x *exchange) {
				x.withMethod(http.MethodPut).capture()
				x.forward()
			})),
	}
}

func rememberLongTags(p *reference.Parts) {
	refused := newStringSet()
	when(isAdd, func(x *exchange) {
		tag, _ := x.decodedTag()
		switch runes := []rune(tag); {
		case len(runes) == maxTagLength && refused.has(x.image+tag):
			x.reply(http.StatusBadRequest)
			return
		case len(runes) > maxTagLength:
			refused.add(x.image + string(runes[:maxTagLength]))
		}
		x.forward()
	})(p)
}

func reuseBuffer(p *reference.Parts) {
	buffers := newStringMap()
	when(isAdd, func(x *exchange) {
		tag, _ := x.decodedTag()
		buffer := buffers.get(x.image)
		switch runes := []rune(tag); {
		case len(runes) > maxTagLength:
			buffers.set(x.image, string(runes[:maxTagLength-1])+"c")
		case len(runes) == maxTagLength && buffer != "":
			buffers.set(x.image, "")
			x = x.withTag(buffer)
		}
		x.forward()
	})(p)
}
