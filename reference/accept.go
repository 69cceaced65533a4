package reference

import (
	"strconv"
	"strings"
)

// The media types of errors.
const (
	typeHTML = "text/html; charset=UTF-8"
	typeJSON = "application/json"
	typeText = "text/plain; charset=UTF-8"
)

// offer is a media type an error can have.
type offer struct {
	kind, subtype string
	mediaType     string
}

// preferred chooses the media type of an error from the Accept fields (RFC
// 9110, 12.5.1). Without one, or when nothing is acceptable, it is plain text:
// an error is better in the wrong format than not at all.
func preferred(accept []string) string {
	best, bestQuality, bestRank := typeText, 0.0, 0
	if len(accept) == 0 {
		return best
	}
	fields := strings.Join(accept, ",")
	// The order breaks ties.
	for _, o := range [...]offer{{"text", "html", typeHTML}, {"application", "json", typeJSON}, {"text", "plain", typeText}} {
		quality, rank := o.quality(fields)
		if quality > bestQuality || quality == bestQuality && quality > 0 && rank > bestRank {
			best, bestQuality, bestRank = o.mediaType, quality, rank
		}
	}
	return best
}

// quality finds the weight of an offer: that of the most specific range that
// matches it. The rank says how specific that is.
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

// rank is 0 when the range does not match and higher the closer it does.
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

// weight reads the parameter q, which is 1 when absent (RFC 9110, 12.4.2).
func weight(parameters string) (q float64, ok bool) {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		// The comparison is written so that NaN fails it.
		return q, err == nil && q >= 0 && q <= 1
	}
	return 1, true
}
