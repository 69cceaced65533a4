package reference

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParsePath checks that any target is parsed without a panic, that any tag is decoded
// exactly once, and that the route does not depend on the decoded segments.
func FuzzParsePath(f *testing.F) {
	for _, tag := range exactTags {
		f.Add("/v2/images/x/tags/"+url.PathEscape(tag), tag)
	}
	for _, target := range []string{
		"", "*", "/", "//", "http://h", "http://h?x", "/v2/images/%zz/tags/%", "/%76%32/images", "://", "?", "/?/v2",
		"/versions/",
	} {
		f.Add(target, "%25")
	}
	f.Fuzz(func(t *testing.T, target, tag string) {
		for _, prefix := range []string{"", "/p"} {
			rt := parsePath(target, prefix)
			if strings.Contains(rt.image+rt.tag, "/") {
				t.Errorf("%q: a segment has a slash: %+v", target, rt)
			}
			if (rt.op == opTag) != (rt.tag != "") || (rt.op >= opImage) != (rt.image != "") {
				t.Errorf("%q: the operation does not fit the segments: %+v", target, rt)
			}
			if decoded, err := decodeSegment(rt.tag); err == nil && decoded != rt.tag && !strings.Contains(rt.tag, "%") {
				t.Errorf("%q became %q", rt.tag, decoded)
			}
		}
		if tag == "" || !utf8.ValidString(tag) {
			return
		}
		for _, escaped := range []string{url.PathEscape(tag), escapeAll(tag)} {
			for _, before := range []string{"", "http://host"} {
				rt := parsePath(before+"/v2/images/some-id/tags/"+escaped+"?tag=/other", "")
				if got, err := decodeSegment(rt.tag); rt.op != opTag || rt.image != "some-id" || err != nil || got != tag {
					t.Errorf("%q came back as %q: %+v, %v", tag, got, rt, err)
				}
			}
		}
	})
}

// escapeAll escapes every byte.
func escapeAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		const digits = "0123456789ABCDEF"
		b.WriteByte('%')
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}

func TestValidTag(t *testing.T) {
	for tag, want := range map[string]bool{
		"": false, "a": true,
		strings.Repeat("x", 255): true, strings.Repeat("x", 256): false,
		strings.Repeat("é", 255): true, strings.Repeat("é", 256): false,
		strings.Repeat("😀", 255): true, strings.Repeat("😀", 256): false,
	} {
		if validTag(tag) != want {
			t.Errorf("%.20q of %d bytes: %v", tag, len(tag), !want)
		}
	}
}
