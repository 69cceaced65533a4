package loadmetrics

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTheServerAnswersUntilItIsClosed(t *testing.T) {
	s, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: 10 * time.Second}
	for path, want := range map[string]int{"": http.StatusOK, "/other": http.StatusNotFound} {
		answer, err := client.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s answers %d, want %d", s.URL()+path, answer.StatusCode, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if answer, err := client.Get(s.URL()); err == nil {
		answer.Body.Close()
		t.Error("a closed server answers")
	}
}

func TestAnAddressThatCannotBeUsedIsAnError(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := Listen(taken.Addr().String()); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("got %v", err)
	}
}
