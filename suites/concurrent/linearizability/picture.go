package linearizability

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"
)

// pictureTime is what porcupine may take to find how far an order can come. A
// witness of the usual length takes it no time.
const pictureTime = time.Second

// Picture writes porcupine's picture of the witness: one HTML file that needs
// nothing else. What else happened at that time is in grey. A row is a client;
// one whose operation is of unknown outcome goes on in another row, as that
// operation never ends.
func (w Witness) Picture(out io.Writer) error {
	all := slices.Concat(w.Ops, w.around)
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return byCall(all[a], all[b]) })
	sorted := make([]Op, len(all))
	for i, from := range order {
		sorted[i] = all[from]
	}
	var proof []porcupine.Operation
	var grey []porcupine.Annotation
	for i, operation := range operations(sorted) {
		op := sorted[i]
		if order[i] < len(w.Ops) {
			proof = append(proof, operation)
			continue
		}
		grey = append(grey, porcupine.Annotation{
			ClientId: operation.ClientId, Start: operation.Call, End: operation.Return, BackgroundColor: "#e8e8e8",
			Description: op.line(), Details: op.origin() + "; not needed for the proof",
		})
	}
	model := w.view.opinion()
	_, info := porcupine.CheckOperationsVerbose(model, proof, pictureTime)
	info.AddAnnotations(grey)
	var page bytes.Buffer
	if err := porcupine.Visualize(model, info, &page); err != nil {
		return fmt.Errorf("the picture of image %q: %w", w.Image, err)
	}
	_, err := out.Write(w.headed(page.Bytes()))
	return err
}

// headed puts the sentence and the table above the picture, clear of its legend,
// which stays at the top of the window.
func (w Witness) headed(page []byte) []byte {
	head := "<body>\n<pre style=\"margin: 50px 10px 0; white-space: pre-wrap\">" + html.EscapeString(w.String()) + "</pre>"
	page = bytes.Replace(page, []byte("<title>Porcupine</title>"), []byte("<title>"+html.EscapeString(string(w.Class))+"</title>"), 1)
	return bytes.Replace(page, []byte("<body>"), []byte(head), 1)
}
