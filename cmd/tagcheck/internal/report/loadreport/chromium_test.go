package loadreport

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// probe writes, below the page, how many points of each canvas are not blank
// and how many lines it has.
const probe = `<script>
addEventListener("load", () => document.querySelectorAll(".plot").forEach(place => {
  const canvas = place.querySelector("canvas");
  const octets = canvas ? canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data : [];
  const drawn = octets.filter((v, i) => i % 4 === 3 && v > 0).length;
  const lines = place.querySelectorAll(".u-legend .u-series").length - 1;
  document.body.append(Object.assign(document.createElement("p"), {
    className: "probe",
    textContent: place.dataset.plot + ": " + lines + " lines, " + (drawn > 1000 ? "drawn" : "blank"),
  }));
}));
</script></body>`

var probed = regexp.MustCompile(`<p class="probe">([^<]*)</p>`)

// opened opens a page in Chromium and gives what the probe writes about its
// plots, and what is on the console.
func opened(t *testing.T, page string) (plots, console []string) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("Chromium is not installed, so nobody looks at the page; make test-chromium installs it")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "load.html")
	if err := os.WriteFile(file, []byte(strings.Replace(page, "</body>", probe, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions",
		"--no-first-run", "--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=3000",
		"--enable-logging=stderr", "--dump-dom", "file://"+file)
	var dom, log bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &dom, &log, 10*time.Second
	if err := cmd.Run(); err != nil {
		t.Fatalf("Chromium: %v\n%s", err, log.String())
	}
	for _, found := range probed.FindAllStringSubmatch(dom.String(), -1) {
		plots = append(plots, found[1])
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			console = append(console, line)
		}
	}
	return plots, console
}

func TestTheBrowserDrawsThePlots(t *testing.T) {
	plots, console := opened(t, written(t, WriteHTML, sample()))
	want := "latency: 6 lines, drawn; operations: 3 lines, drawn; rate: 3 lines, drawn; " +
		"whole: 2 lines, drawn; byOperation: 6 lines, drawn"
	if got := strings.Join(plots, "; "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(console) > 0 {
		t.Errorf("on the console: %s", console)
	}
}

// A broken page fails the test above.
func TestTheProbeNoticesABrokenPage(t *testing.T) {
	page := written(t, WriteHTML, sample())
	plots, console := opened(t, strings.Replace(page, "const phases = ", "const phases = undefined; ", 1))
	if got := strings.Join(plots, "; "); !strings.HasPrefix(got, "latency: -1 lines, blank") || len(console) == 0 {
		t.Errorf("got %q, and on the console %q", got, console)
	}
}
