package scenario

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tagcheck/fixtures/yamldoc"
	"tagcheck/load/model"
)

// maxDuration bounds a phase: a number beyond is a slip.
const maxDuration = 30 * 24 * time.Hour

// Load reads a composition from a YAML file. The error is a join of *yamldoc.Error, one for each problem, with file and
// line.
func Load(file string) (Composition, error) {
	doc, err := yamldoc.Read(file)
	if err != nil {
		return Composition{}, err
	}
	return read(doc)
}

// Parse reads a composition from the content of a file, whose name is for messages only.
func Parse(file string, content []byte) (Composition, error) {
	doc, err := yamldoc.Parse(file, content)
	if err != nil {
		return Composition{}, err
	}
	return read(doc)
}

func read(doc *yamldoc.Document) (c Composition, err error) {
	if doc.Root() != nil {
		for _, e := range doc.Root().Entries("phases") {
			c.Phases = readPhases(e)
		}
	}
	if len(c.Phases) == 0 && !doc.Refused() {
		doc.Refuse("there are no phases; the file needs the key phases with a list of them")
	}
	return c, doc.Err()
}

func readPhases(list *yamldoc.Node) (phases []Phase) {
	first := map[string]string{}
	for _, item := range list.Items() {
		p := readPhase(item)
		if place, twice := first[p.Name]; twice && p.Name != "" {
			item.Refuse("the phase at %s has the name %s already; give each phase a name of its own", place, p.Name)
		}
		first[p.Name] = p.Origin
		phases = append(phases, p)
	}
	return phases
}

var phaseKeys = []string{"name", "duration", "rate", "scenario", "weights", "images", "tags"}

// readPhase reads one phase and refuses what is wrong with it.
func readPhase(item *yamldoc.Node) (p Phase) {
	p.Origin = item.Origin()
	read := map[string]func(*yamldoc.Node){
		"name":     func(v *yamldoc.Node) { p.Name = readName(v) },
		"duration": func(v *yamldoc.Node) { p.Duration = readDuration(v) },
		"rate":     func(v *yamldoc.Node) { p.Rate, _ = v.Text(); p.RateOrigin = v.Origin() },
		"scenario": func(v *yamldoc.Node) { p.Plan = readScenario(v) },
		"weights":  func(v *yamldoc.Node) { p.Plan.Weights = readWeights(v) },
		"images":   func(v *yamldoc.Node) { p.Plan.Images, _ = readNumber(v, 1, MaxImages) },
		"tags":     func(v *yamldoc.Node) { p.Plan.Tags = readKinds(v) },
	}
	given := map[string]*yamldoc.Node{}
	entries := item.Entries(phaseKeys...)
	for _, v := range entries {
		given[v.Key()] = v
	}
	// The scenario comes first: the others change it.
	for _, key := range []string{"scenario", "weights", "name", "duration", "rate", "images", "tags"} {
		if v, ok := given[key]; ok {
			read[key](v)
		}
	}
	if entries != nil {
		refuseIncomplete(item, given)
	}
	if given["scenario"] == nil {
		p.Plan.Name, p.Plan.Text = p.Name, "operations by weights of their own"
		if p.Plan.Images == 0 {
			p.Plan.Images = DefaultImages
		}
		if len(p.Plan.Tags) == 0 {
			p.Plan.Tags = []TagKind{Short}
		}
	}
	return p
}

// refuseIncomplete refuses a phase that lacks a key, or has two that exclude each other.
func refuseIncomplete(item *yamldoc.Node, given map[string]*yamldoc.Node) {
	for _, key := range []string{"name", "duration", "rate"} {
		if given[key] == nil {
			item.Refuse("the phase has no %s", key)
		}
	}
	switch {
	case given["scenario"] != nil && given["weights"] != nil:
		given["weights"].Refuse("the phase has a scenario and weights; remove one of the two")
	case given["scenario"] == nil && given["weights"] == nil:
		item.Refuse("the phase has neither a scenario nor weights; add one of the two")
	}
}

func readScenario(v *yamldoc.Node) Plan {
	text, given := v.Text()
	p, ok := ByName(text)
	if !ok && given {
		v.Refuse("unknown scenario %q; the scenarios are %s", text, planNames())
	}
	return p
}

func readWeights(v *yamldoc.Node) (weights Weights) {
	sum, valid := 0, true
	entries := v.Entries()
	for _, w := range entries {
		o, known := model.OperationNamed(w.Key())
		if !known {
			w.Refuse("unknown operation %q; the operations are %s", w.Key(), operationList())
			return weights
		}
		weight, ok := readNumber(w, 0, MaxWeight)
		weights[o], sum, valid = weight, sum+weight, valid && ok
	}
	if sum == 0 && valid && entries != nil {
		v.Refuse("the weights are all 0; at least one operation needs a positive one")
	}
	return weights
}

func readDuration(v *yamldoc.Node) time.Duration {
	text, given := v.Text()
	duration, err := time.ParseDuration(text)
	switch {
	case !given:
	case err != nil:
		v.Refuse("%q is not a duration; write one such as 30s, 5m or 1h30m", text)
	case duration <= 0 || duration > maxDuration:
		v.Refuse("a phase must last more than 0 and at most %s (got %s)", maxDuration, text)
	}
	return duration
}

// readNumber gives 0 and false for a value that is refused.
func readNumber(v *yamldoc.Node, least, most int) (int, bool) {
	text, ok := v.Text()
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		v.Refuse("%s must be a whole number from %d to %d (got %q)", v.Key(), least, most, text)
		return 0, false
	}
	return n, true
}

var phaseName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,39}$`)

func readName(v *yamldoc.Node) string {
	text, ok := v.Text()
	if ok && !phaseName.MatchString(text) {
		v.Refuse("the name of a phase must be letters, digits and hyphens, at most 40 (got %q)", text)
	}
	return text
}

// readKinds reads one kind of tags, or those of a list.
func readKinds(v *yamldoc.Node) (kinds []TagKind) {
	nodes := []*yamldoc.Node{v}
	if v.IsList() {
		nodes = v.Items()
	}
	for _, node := range nodes {
		text, ok := node.Text()
		kind := TagKind(text)
		switch {
		case !ok:
		case !slices.Contains(TagKinds(), kind):
			node.Refuse("unknown kind of tags %q; the kinds are short, long, multi-byte", text)
		case slices.Contains(kinds, kind):
			node.Refuse("the kind %s is given twice", kind)
		default:
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func planNames() string {
	var names []string
	for _, p := range Plans() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func operationList() string {
	var names []string
	for _, o := range model.Operations() {
		names = append(names, o.String())
	}
	return strings.Join(names, ", ")
}
