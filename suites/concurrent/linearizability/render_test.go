package linearizability

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// hostile is a tag that is harmful if it is parsed as HTML.
const hostile = `</script><img src=x onerror=alert(1)>`

// rendered returns the page of the first illegal partition, and the data in it.
func rendered(t *testing.T, ops []Op) (string, string) {
	t.Helper()
	for _, p := range CheckByTag(context.Background(), ops, Model{}, Budget{}) {
		w, found := p.FindWitness(context.Background(), ample)
		if !found {
			continue
		}
		var page bytes.Buffer
		if err := w.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		data := regexp.MustCompile(`(?m)const data = (.*)$`).FindStringSubmatch(page.String())
		if data == nil {
			t.Fatal("the page has no data")
		}
		return page.String(), data[1]
	}
	t.Fatal("no partition is illegal")
	return "", ""
}

func TestThePageIsSelfContained(t *testing.T) {
	page, _ := rendered(t, []Op{add(0, 1, "x"), read(2, 3)})
	for _, link := range regexp.MustCompile(`(?i)https?://[^'" ]*|(src|href)=[^ >]*|@import`).FindAllString(page, -1) {
		if link != "http://www.w3.org/2000/svg" { // a name space, which no browser loads
			t.Errorf("the page refers to %s", link)
		}
	}
	if text := "&#34;x&#34; was answered 204"; !strings.Contains(page, text) {
		t.Errorf("the page does not contain %s", text)
	}
}

// Tags are escaped in the page, and where its script inserts HTML: in states and origins.
func TestThePageEscapesTags(t *testing.T) {
	page, text := rendered(
		t,
		[]Op{
			add(0, 1, hostile), ms(0, 1, Add, hostile, Unknown), read(1, 2, hostile), remove(3, 4, hostile),
			remove(5, 6, hostile), remove(7, 8, hostile), read(3, 9),
		},
	)
	if strings.Count(page, "</script>") != 1 || strings.Contains(page, "<img") {
		t.Error("the tag is not escaped in the page")
	}
	var data struct {
		Partitions []struct {
			History               []struct{ Metadata string }
			PartialLinearizations [][]struct{ StateDescription string }
		}
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	states := 0
	for _, operation := range data.Partitions[0].History {
		if strings.ContainsAny(operation.Metadata, "<>") {
			t.Errorf("not escaped: %s", operation.Metadata)
		}
	}
	for _, order := range data.Partitions[0].PartialLinearizations {
		for _, step := range order {
			states++
			if strings.ContainsAny(step.StateDescription, "<>") {
				t.Errorf("not escaped: %s", step.StateDescription)
			}
		}
	}
	if states == 0 {
		t.Error("the page shows no state")
	}
}

// An operation of unknown outcome never ends, and its client continues in another row.
func TestThePageShowsUnknownOutcomes(t *testing.T) {
	_, text := rendered(t, []Op{ms(0, 1, Add, "x", Unknown), remove(2, 3, "x"), remove(4, 5, "x")})
	var data struct {
		Partitions []struct {
			History []struct {
				ClientId    int
				End         int
				Description string
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	all := data.Partitions[0].History
	if len(all) != 3 || all[0].Description != `client 1: add "x": unknown: either state is possible` {
		t.Fatalf("got %+v", all)
	}
	for _, other := range all[1:] {
		if other.ClientId == all[0].ClientId || other.End >= all[0].End {
			t.Errorf(
				"%s is in row %d and ends at %d; the operation of unknown outcome is in row %d and ends at %d",
				other.Description, other.ClientId, other.End, all[0].ClientId, all[0].End,
			)
		}
	}
}

// The page shows a limited number of other operations.
func TestThePageIsBounded(t *testing.T) {
	var ops []Op
	for i := range int64(2_000) {
		ops = append(ops, read(2*i+1, 2*i+2, "x"))
	}
	page, text := rendered(t, append(ops, add(0, 1, "x"), read(2, 10_000)))
	if grey := strings.Count(text, "not part of the proof"); grey != MaxSurroundings || len(page) > 200_000 {
		t.Errorf("%d grey operations, %d bytes; expected %d and at most 200,000", grey, len(page), MaxSurroundings)
	}
}
