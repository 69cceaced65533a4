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

// renderTime limits porcupine's search for the longest partial orders that the diagram
// shows. It is ample for a usual witness.
const renderTime = time.Second

// WriteHTML writes porcupine's diagram of the witness as one self-contained HTML page.
// A row is a client. Other operations at the same time are grey. An operation of unknown
// outcome never ends, so its client continues in another row.
func (w Witness) WriteHTML(out io.Writer) error {
	all := slices.Concat(w.Ops, w.surroundings)
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
			Description: op.summary(), Details: op.origin() + "; not part of the proof",
		})
	}
	model := w.view.porcupineModel()
	_, info := porcupine.CheckOperationsVerbose(model, proof, renderTime)
	info.AddAnnotations(grey)
	var page bytes.Buffer
	if err := porcupine.Visualize(model, info, &page); err != nil {
		return fmt.Errorf("render the diagram of image %q: %w", w.Image, err)
	}
	_, err := out.Write(w.withText(page.Bytes()))
	return err
}

// withText puts the explanation and the table above the diagram, clear of its legend,
// which stays at the top of the window.
func (w Witness) withText(page []byte) []byte {
	head := `<body>` + "\n" + `<pre style="margin: 50px 10px 0; white-space: pre-wrap">` +
		html.EscapeString(w.String()) + "</pre>"
	title := "<title>" + html.EscapeString(string(w.Class)) + "</title>"
	page = bytes.Replace(page, []byte("<title>Porcupine</title>"), []byte(title), 1)
	return bytes.Replace(page, []byte("<body>"), []byte(head), 1)
}
