package report

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"tagcheck/suites/report/output"
)

// RemoveOld removes from dir what [Document.WriteDir] wrote there in an earlier run, with the
// files that checks attached, so that a run without a report leaves none that looks like its
// own. Files of other programs stay, and so does the file at the path keep, which may be
// empty. The error begins with setting, which names dir.
func RemoveOld(setting, dir, keep string) error {
	attached := attachedTo(filepath.Join(dir, "report.json"))
	return errors.Join(output.RemoveOld(setting, dir, keep, attached), output.RemoveOld(setting, dir, keep, []output.Old{
		{Name: "report.json", Mark: `"schema": "` + SchemaID + `"`},
		{Name: "junit.xml", Mark: `<testsuites name="tagcheck"`},
		{Name: "report.md", Mark: "# tagcheck: "},
		{Name: "exchanges.har", Mark: `"name": "tagcheck"`},
	}))
}

// attachedTo returns the files that the report at path lists as attachments; none if it is not
// a report.
func attachedTo(path string) []output.Old {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var old struct {
		Schema string
		Checks []struct{ Attachments []string }
	}
	if json.Unmarshal(text, &old) != nil || old.Schema != SchemaID {
		return nil
	}
	var files []output.Old
	for _, c := range old.Checks {
		for _, name := range c.Attachments {
			files = append(files, output.Old{Name: filepath.Base(name)}) // the report is its mark
		}
	}
	return files
}
