package linearizability

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// hostile is a tag that does harm where it is taken for HTML.
const hostile = `</script><img src=x onerror=alert(1)>`

// drawn gives the picture of the first illegal partition, and the data in it.
func drawn(t *testing.T, ops []Op) (string, string) {
	t.Helper()
	for _, p := range CheckByTag(context.Background(), ops, Model{}, Budget{}) {
		w, found := p.Witness(context.Background(), ample)
		if !found {
			continue
		}
		var page bytes.Buffer
		if err := w.Picture(&page); err != nil {
			t.Fatal(err)
		}
		data := regexp.MustCompile(`(?m)const data = (.*)$`).FindStringSubmatch(page.String())
		if data == nil {
			t.Fatal("the picture has no data")
		}
		return page.String(), data[1]
	}
	t.Fatal("nothing is illegal")
	return "", ""
}

func TestPictureIsOneFile(t *testing.T) {
	page, _ := drawn(t, []Op{add(0, 1, "x"), read(2, 3)})
	for _, link := range regexp.MustCompile(`(?i)https?://[^'" ]*|(src|href)=[^ >]*|@import`).FindAllString(page, -1) {
		if link != "http://www.w3.org/2000/svg" { // a name, which nothing loads
			t.Errorf("the picture refers to %s", link)
		}
	}
	if sentence := "&#34;x&#34; was answered 204"; !strings.Contains(page, sentence) {
		t.Errorf("the picture does not say %s", sentence)
	}
}

// TestPictureKeepsTagsInBounds holds for the page, and for what its script
// takes for HTML: the states and the origins.
func TestPictureKeepsTagsInBounds(t *testing.T) {
	page, text := drawn(t, []Op{add(0, 1, hostile), ms(0, 1, Add, hostile, Unknown), read(1, 2, hostile), remove(3, 4, hostile), remove(5, 6, hostile), remove(7, 8, hostile), read(3, 9)})
	if strings.Count(page, "</script>") != 1 || strings.Contains(page, "<img") {
		t.Error("the tag breaks out of the page")
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
			t.Errorf("this is taken for HTML: %s", operation.Metadata)
		}
	}
	for _, order := range data.Partitions[0].PartialLinearizations {
		for _, step := range order {
			states++
			if strings.ContainsAny(step.StateDescription, "<>") {
				t.Errorf("this is taken for HTML: %s", step.StateDescription)
			}
		}
	}
	if states == 0 {
		t.Error("the picture shows no state")
	}
}

// TestPictureOfUnknown holds that an operation of unknown outcome never ends,
// and that its client goes on in another row.
func TestPictureOfUnknown(t *testing.T) {
	_, text := drawn(t, []Op{ms(0, 1, Add, "x", Unknown), remove(2, 3, "x"), remove(4, 5, "x")})
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
	if len(all) != 3 || all[0].Description != `client 1: add "x": unknown: may be done or not` {
		t.Fatalf("came %+v", all)
	}
	for _, other := range all[1:] {
		if other.ClientId == all[0].ClientId || other.End >= all[0].End {
			t.Errorf("%s is in row %d and ends at %d; the operation of unknown outcome is in row %d and ends at %d", other.Description, other.ClientId, other.End, all[0].ClientId, all[0].End)
		}
	}
}

// TestPictureIsBounded draws what surrounds a witness, and not all of it.
func TestPictureIsBounded(t *testing.T) {
	var ops []Op
	for i := range int64(2_000) {
		ops = append(ops, read(2*i+1, 2*i+2, "x"))
	}
	page, text := drawn(t, append(ops, add(0, 1, "x"), read(2, 10_000)))
	if around := strings.Count(text, "not needed for the proof"); around != maxAround || len(page) > 200_000 {
		t.Errorf("%d operations in grey, %d bytes; expected %d and 200,000 at most", around, len(page), maxAround)
	}
}
