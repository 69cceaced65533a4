package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// behaviour is set where Start starts this test again as a server.
const behaviour = "EMBEDDED_TEST_SERVER"

// TestMain is the test, or a server with a certain behaviour.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "serve" {
		os.Exit(m.Run())
	}
	switch os.Getenv(behaviour) {
	case "listens":
		fmt.Println("listening on http://127.0.0.1:1/image")
		_, _ = io.Copy(io.Discard, os.Stdin)
		time.Sleep(time.Minute) // the parent kills it
	case "hangs":
		fmt.Fprintln(os.Stderr, "hanging")
		time.Sleep(time.Minute) // the parent kills it
	default:
		fmt.Println("cannot listen: " + strings.Join(os.Args[1:], " "))
	}
}

func TestStart(t *testing.T) {
	t.Setenv(behaviour, "listens")
	s, err := Start(t.Context(), nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if got := s.Target.Root.String(); got != "http://127.0.0.1:1/image/v2" || !s.Target.Capabilities.NoAuthentication {
		t.Errorf("got %s, %+v", got, s.Target.Capabilities)
	}
}

func TestStartOfAServerThatDoesNotListen(t *testing.T) {
	t.Setenv(behaviour, "")
	_, err := Start(t.Context(), nil, io.Discard)
	const want = `the reference server did not start: it printed "cannot listen: serve `
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

// cancelling ends a context when the server has written something.
type cancelling struct{ cancel context.CancelCauseFunc }

func (c cancelling) Write(p []byte) (int, error) {
	c.cancel(errors.New("enough"))
	return len(p), nil
}

func TestStartEndsWithItsContext(t *testing.T) {
	t.Setenv(behaviour, "hangs")
	ctx, cancel := context.WithCancelCause(t.Context())
	if _, err := Start(ctx, nil, cancelling{cancel}); err == nil {
		t.Error("a server that hangs has started")
	}
}

func TestServe(t *testing.T) {
	served, err := Serve()
	if err != nil {
		t.Fatal(err)
	}
	defer served.Stop()
	target, err := Target(served.Root)
	if err != nil || target.Timeout != Timeout || len(target.Users) != 4 {
		t.Errorf("got %+v, %v", target, err)
	}
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Get(served.Root.String() + "/images")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized || served.Outage.Kill == nil || served.Outage.Restart == nil {
		t.Errorf("got %d, %+v", answer.StatusCode, served.Outage)
	}
}
