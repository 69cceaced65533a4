package reference

import (
	"strconv"
	"strings"
)

// The media types of error responses.
const (
	typeHTML = "text/html; charset=UTF-8"
	typeJSON = "application/json"
	typeText = "text/plain; charset=UTF-8"
)

// offer is a media type that an error response can have.
type offer struct {
	kind, subtype string
	mediaType     string
}

// preferred chooses the media type of an error response by the Accept fields (RFC
// 9110, 12.5.1). Without one, or if the client accepts none of the types, it is
// plain text.
func preferred(accept []string) string {
	best, bestQuality, bestRank := typeText, 0.0, 0
	if len(accept) == 0 {
		return best
	}
	fields := strings.Join(accept, ",")
	offers := [...]offer{ // of two equal ones the first is chosen
		{"text", "html", typeHTML}, {"application", "json", typeJSON}, {"text", "plain", typeText},
	}
	for _, o := range offers {
		quality, rank := o.quality(fields)
		if quality > bestQuality || quality == bestQuality && quality > 0 && rank > bestRank {
			best, bestQuality, bestRank = o.mediaType, quality, rank
		}
	}
	return best
}

// quality returns the weight of an offer, which is the weight of the most specific
// media range that matches it, and the rank of that range.
func (o offer) quality(fields string) (quality float64, rank int) {
	for element := range strings.SplitSeq(fields, ",") {
		mediaRange, parameters, _ := strings.Cut(element, ";")
		r := o.rank(strings.TrimSpace(mediaRange))
		if r <= rank {
			continue
		}
		if q, ok := weight(parameters); ok {
			quality, rank = q, r
		}
	}
	return quality, rank
}

// rank returns how specifically a media range matches: 3 for an exact match, 0 for no match.
func (o offer) rank(mediaRange string) int {
	kind, subtype, _ := strings.Cut(mediaRange, "/")
	switch {
	case kind == "*" && subtype == "*":
		return 1
	case !strings.EqualFold(kind, o.kind):
		return 0
	case subtype == "*":
		return 2
	case strings.EqualFold(subtype, o.subtype):
		return 3
	}
	return 0
}

// weight parses the parameter q, which is 1 by default (RFC 9110, 12.4.2).
func weight(parameters string) (q float64, ok bool) {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		// NaN must not be valid: it fails both comparisons.
		return q, err == nil && q >= 0 && q <= 1
	}
	return 1, true
}
