package machine

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// appending returns a server that appends the body of each request to its disk, and syncs it
// if the path is /sync. A response contains what was on the disk at the start.
func appending(t *testing.T, held chan struct{}) Start {
	return func(disk journal.File) (*reference.Server, error) {
		past, err := io.ReadAll(disk)
		if err != nil {
			return nil, err
		}
		return reference.New(reference.Config{}, func(p *reference.Parts) {
			p.Handler = func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					if r.URL.Path == "/hold" {
						held <- struct{}{}
						<-held
					}
					if _, err := disk.Write(body); err != nil {
						t.Logf("write: %v", err)
					}
					if r.URL.Path == "/sync" {
						disk.Sync()
					}
					w.Write(past)
				})
			}
		}), nil
	}
}

func post(t *testing.T, m *Machine, path, body string) (string, error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Post("http://"+m.Addr().String()+path, "text/plain", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func started(t *testing.T, start Start) *Machine {
	t.Helper()
	m, err := New(start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestKillLosesUnsyncedData(t *testing.T) {
	m := started(t, appending(t, nil))
	for _, step := range []struct{ path, body string }{{"/", "a"}, {"/sync", "b"}, {"/", "c"}} {
		if _, err := post(t, m, step.path, step.body); err != nil {
			t.Fatal(err)
		}
	}
	m.Kill()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := post(t, m, "/sync", "d"); got != "ab" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	m.Kill()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := post(t, m, "/", ""); got != "abd" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// A request in flight when the server is killed is not answered, and what it writes
// afterwards is lost.
func TestKilledServerNeitherAnswersNorWrites(t *testing.T) {
	held := make(chan struct{})
	m := started(t, appending(t, held))
	ended := make(chan error, 1)
	go func() {
		_, err := post(t, m, "/hold", "late")
		ended <- err
	}()
	<-held
	m.Kill()
	if err := <-ended; err == nil {
		t.Error("the killed server answered")
	}
	if _, err := post(t, m, "/", ""); err == nil {
		t.Error("a request is answered while no server runs")
	}
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	held <- struct{}{} // the request of the killed server continues
	if got, err := post(t, m, "/sync", "new"); got != "" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	m.Kill()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := post(t, m, "/", ""); got != "new" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestStartFailsWhileServerRuns(t *testing.T) {
	m := started(t, appending(t, nil))
	if m.Start() == nil {
		t.Error("a second server was started")
	}
	m.Kill()
	m.Kill()
	if err := m.Start(); err != nil {
		t.Error(err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := post(t, m, "/", ""); err == nil {
		t.Error("a request is answered after Close")
	}
}

func TestStartFunctionFails(t *testing.T) {
	none := errors.New("no server")
	if _, err := New(func(journal.File) (*reference.Server, error) { return nil, none }); !errors.Is(err, none) {
		t.Errorf("%v", err)
	}
}

// A truncation and a write that were not synced must not change what was synced.
func TestCrashRevertsUnsyncedTruncation(t *testing.T) {
	var d disk
	file := d.open()
	steps := []error{}
	write := func(text string) {
		_, err := file.Write([]byte(text))
		steps = append(steps, err)
	}
	write("abc")
	steps = append(steps, file.Sync(), file.Truncate(1))
	write("xyz")
	if err := errors.Join(steps...); err != nil || string(d.content) != "axyz" {
		t.Errorf("%q, %v", d.content, err)
	}
	d.crash()
	if string(d.content) != "abc" {
		t.Errorf("after a crash: %q", d.content)
	}
	if _, err := file.Write(nil); !errors.Is(err, errKilled) {
		t.Errorf("written after the crash: %v", err)
	}
}
