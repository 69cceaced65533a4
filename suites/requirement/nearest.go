package requirement

import (
	"cmp"
	"slices"
	"strings"
)

// mostSuggestions is how many names are suggested for one that is unknown.
const mostSuggestions = 3

// Nearest gives those of the known names that look most like the typed one,
// ordered; none where nothing comes near. The end of a name behind a
// dot counts nearly as the whole: length.over is near to add.length.over.
func Nearest(typed string, known []string) []string {
	type candidate struct {
		name string
		far  int
	}
	typed = strings.ToLower(typed)
	limit := max(2, len(typed)/3)
	var near []candidate
	for _, name := range known {
		if far := farness(typed, name); far <= limit {
			near = append(near, candidate{name, far})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.name, b.name)) })
	var names []string
	for _, c := range near {
		if len(names) < mostSuggestions && c.far == near[0].far {
			names = append(names, c.name)
		}
	}
	return names
}

func farness(typed, name string) int {
	least := distance(typed, name)
	if rest, found := strings.CutPrefix(name, typed); found && typed != "" && !strings.Contains(rest, ".") {
		least = min(least, 1) // a part that was not typed to its end
	}
	for rest := name; ; {
		_, end, found := strings.Cut(rest, ".")
		if !found {
			return least
		}
		least = min(least, distance(typed, end)+1)
		rest = end
	}
}

// distance is how many bytes have to be added, removed or replaced to make one
// text of the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
