package reference

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

const (
	testRounds  = 50
	testClients = 8
)

// together runs n functions at the same time.
func together(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func TestConcurrentAddsAreAllKept(t *testing.T) {
	for range testRounds {
		s := demo(t)
		var want []string
		for i := range testClients {
			want = append(want, fmt.Sprint(i))
		}
		together(testClients, func(i int) {
			wantStatus(t, exchange(t, s, "PUT", tagPath(want[i]), ""), 204)
		})
		wantTags(t, s, testID, want...)
	}
}

func TestConcurrentRemovesHaveOneWinner(t *testing.T) {
	for range testRounds {
		s := demo(t)
		exchange(t, s, "PUT", tagPath("a"), "")
		var winners atomic.Int32
		together(testClients, func(int) {
			if exchange(t, s, "DELETE", tagPath("a"), "").Code == 204 {
				winners.Add(1)
			}
		})
		if n := winners.Load(); n != 1 {
			t.Errorf("%d requests removed the tag, want 1", n)
		}
	}
}

func TestConcurrentQuotaIsExact(t *testing.T) {
	for range testRounds {
		s := demo(t)
		for i := range 7 {
			exchange(t, s, "PUT", tagPath(fmt.Sprint("old", i)), "")
		}
		var stored atomic.Int32
		together(testClients, func(i int) {
			if exchange(t, s, "PUT", tagPath(fmt.Sprint("new", i)), "").Code == 204 {
				stored.Add(1)
			}
		})
		if n := stored.Load(); n != 3 || len(show(t, s, testID).Tags) != 10 {
			t.Errorf("%d additions succeeded, want 3", n)
		}
	}
}

func TestConcurrentCreateHasOneWinner(t *testing.T) {
	for range testRounds {
		s := New(Demo())
		var winners atomic.Int32
		together(testClients, func(int) {
			if exchange(t, s, "POST", "/v2/images", `{"id":"`+testID+`"}`).Code == 201 {
				winners.Add(1)
			}
		})
		if n := winners.Load(); n != 1 {
			t.Errorf("%d requests created the image, want 1", n)
		}
	}
}

// TestDeletedImageTakesNoTags checks that no addition is acknowledged after the deletion
// of the image.
func TestDeletedImageTakesNoTags(t *testing.T) {
	for range testRounds {
		s := demo(t)
		var deleted atomic.Bool
		together(testClients, func(i int) {
			if i == 0 {
				wantStatus(t, exchange(t, s, "DELETE", "/v2/images/"+testID, ""), 204)
				deleted.Store(true)
				return
			}
			late := deleted.Load()
			if code := exchange(t, s, "PUT", tagPath(fmt.Sprint(i)), "").Code; code != 404 && (late || code != 204) {
				t.Errorf("answered %d, after the deletion: %v", code, late)
			}
		})
	}
}

// TestReadsAreSnapshots adds tags in order, so that each read must return the first tags in
// this order.
func TestReadsAreSnapshots(t *testing.T) {
	s := New(Config{})
	create(t, s, `{"id":"`+testID+`"}`)
	var order []string
	for i := range 200 {
		order = append(order, fmt.Sprintf("%03d", i))
	}
	together(testClients, func(i int) {
		if i == 0 {
			for _, tag := range order {
				exchange(t, s, "PUT", tagPath(tag), "")
			}
			return
		}
		for range 50 {
			if tags := show(t, s, testID).Tags; !slices.Equal(tags, order[:len(tags)]) {
				t.Errorf("read %q", tags)
			}
			list(t, s, "?tag=000")
		}
	})
}

// TestConcurrentConnections adds and removes tags over several connections.
func TestConcurrentConnections(t *testing.T) {
	s := demo(t)
	s.cfg.TagQuota = 0
	address := serve(t, s)
	together(testClients, func(i int) {
		c := dial(t, address)
		for n := range 50 {
			c.send("%s\r\n%s\r\n", head("PUT", fmt.Sprint(i, "-", n)), head("DELETE", fmt.Sprint(i, "-", n)))
			c.wantAnswer("PUT", http.StatusNoContent)
			c.wantAnswer("DELETE", http.StatusNoContent)
		}
	})
	wantTags(t, s, testID)
}
