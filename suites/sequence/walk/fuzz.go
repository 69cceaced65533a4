package walk

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"tagcheck/fixtures/imageapi"
)

// Constants of the grammar of requests. Each part of a request is chosen separately, most often the usual one.
const (
	noTagEvery  = 25 // one of this many paths names no tag
	longestBody = 2 << 10
)

var (
	fuzzMethods = []string{"GET", "POST", "PATCH", "OPTIONS", "TRACE", "FOO"}
	fuzzTypes   = []string{
		"", "", "application/json", "application/json; charset=utf-8", "text/plain",
		"application/x-www-form-urlencoded", "application/octet-stream", ";;",
	}
	fuzzSuffixes  = []string{"/", "/green", "/tags/green"}
	invalidUTF8   = []string{"%FF", "a%C3", "%C0%AF", "%ED%A0%80"}
	brokenEscapes = []string{"%", "a%4", "%zz"}
)

// Fuzz returns a random walk of n requests. Most are unusual: in the method, the spelling of the tag, what follows
// it, the query, the body, its framing and type, or header fields. It is a function of the pool and its arguments.
func (p Pool) Fuzz(seed uint64, n int) []Op {
	g := &grammar{Pool: p, r: rand.New(rand.NewPCG(seed, 7)), has: map[string]bool{}}
	for _, family := range p.Families {
		g.tags = append(g.tags, family...)
	}
	var ops []Op
	for len(ops) < n {
		op := g.request()
		ops = append(ops, op)
		if g.r.IntN(max(1, p.ReadEvery)) == 0 {
			ops = append(ops, Op{Do: Show, Image: op.Image})
		}
	}
	return ops[:n]
}

type grammar struct {
	Pool
	r    *rand.Rand
	tags []string
	has  map[string]bool // the tags that a correct target would have
}

func (g *grammar) request() Op {
	op := Op{Do: []Verb{Add, Add, Remove}[g.r.IntN(3)], Image: g.Images[0].Name, Tag: g.tags[g.r.IntN(len(g.tags))]}
	if op.Do == Add && !g.has[op.Tag] && len(g.has) >= g.MaxTags {
		op.Do = Remove
	}
	if g.one(6) {
		op.Do, op.Method = Send, g.pick(fuzzMethods)
	}
	switch {
	case g.one(noTagEvery):
		g.removeTag(&op)
	case g.one(4) && op.Mistake() == "": // a refusal of an invalid tag may depend on its spelling
		op.Spelled = g.spelled(op.Tag)
	}
	if g.one(3) {
		op.Query = g.query()
	}
	if g.one(3) {
		op.Body = g.body()
	}
	if g.one(4) {
		op.Fields = append(op.Fields, g.field())
	}
	if op.Do == Add && op.Raw == "" && op.Tag != "" {
		g.has[op.Tag] = true
	} else if op.Do == Remove {
		delete(g.has, op.Tag)
	}
	return op
}

func (g *grammar) one(in int) bool            { return g.r.IntN(in) == 0 }
func (g *grammar) pick(words []string) string { return words[g.r.IntN(len(words))] }

// removeTag changes the path to one that names no tag. A broken percent-encoding is never added: the stored tag
// would be unknown.
func (g *grammar) removeTag(op *Op) {
	switch g.r.IntN(4) {
	case 0:
		op.Tag, op.Suffix = "blue", g.pick(fuzzSuffixes)
	case 1:
		op.Tag = ""
	case 2:
		op.Tag, op.Raw = "", g.pick(invalidUTF8)
	default:
		op.Tag, op.Raw = "", g.pick(brokenEscapes)
		if op.Do == Add {
			op.Do = Remove
		}
	}
}

// spelled encodes more of the tag than necessary, or with lower-case digits. Characters with a meaning in a path
// are always encoded.
func (g *grammar) spelled(tag string) string {
	var b strings.Builder
	for i := 0; i < len(tag); i++ {
		escape := imageapi.EscapeByte(tag[i])
		if g.one(2) {
			escape = strings.ToLower(escape)
		}
		if plain := imageapi.Escape(tag[i : i+1]); len(plain) == 1 && tag != "." && tag != ".." && !g.one(3) {
			escape = plain
		}
		b.WriteString(escape)
	}
	return b.String()
}

func (g *grammar) query() string {
	return "?" + g.pick(
		[]string{
			"", "x=1", "tag=" + imageapi.Escape(g.pick(g.tags)), "_method=DELETE", "_method=PUT", "tags=green&tag=red",
			"a=%zz", "limit=0",
		},
	)
}

func (g *grammar) body() *Body {
	other := g.pick(g.tags)
	b := &Body{Type: g.pick(fuzzTypes), Chunked: g.one(2)}
	switch g.r.IntN(4) {
	case 0:
		b.Size = g.r.IntN(longestBody)
	default:
		b.Text = g.pick([]string{
			"", "{}", "[", "null", fmt.Sprintf(`{"tag": %q}`, other), fmt.Sprintf(`["%s"]`, other),
			fmt.Sprintf(`{"tags": ["%s"]}`, other),
			"tag=" + imageapi.Escape(other) + "&_method=DELETE", "DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
			"0\r\n\r\n", "\x00\r\n",
		})
	}
	return b
}

func (g *grammar) field() imageapi.Field {
	return []imageapi.Field{
		{Name: "Accept", Value: g.pick([]string{"text/html", "*/*;q=0", "image/png"})},
		{Name: "X-HTTP-Method-Override", Value: g.pick([]string{"PUT", "DELETE"})},
		{Name: "If-None-Match", Value: "*"}, {Name: "If-Match", Value: `"x"`}, {Name: "Range", Value: "bytes=0-0"},
		{Name: "Content-Encoding", Value: "gzip"}, {Name: "Prefer", Value: "return=representation"},
		{Name: "X-Openstack-Request-Id", Value: "req-" + strings.Repeat("a", g.r.IntN(100))}, {
			Name: "X-Tagcheck", Value: strings.Repeat("a", g.r.IntN(1000)),
		},
		{Name: "Origin", Value: "https://example.com"}, {Name: "Cookie", Value: "a=b"},
	}[g.r.IntN(11)]
}

// FuzzFamilies returns the tags for Fuzz: few, so that requests affect each other, and with characters that a path
// may get wrong.
func FuzzFamilies() []Family {
	return []Family{
		{"blue", "red", "green", "Blue"}, {"a b", "a+b", "a%20b"}, {"caf\u00e9", "\U0001f600"}, {
			"%41", "A", "a;b", "a?b", "a#b", "?", "#",
		},
		{"a/b", "..", "a\tb"}, {strings.Repeat("a", 255), strings.Repeat("a", 256)},
	}
}
