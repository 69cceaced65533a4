package fault

import (
	"errors"
	"sync"
	"time"
)

// errStoreFailed is an unexpected error of the store. The server answers 500.
var errStoreFailed = errors.New("the store failed")

func now() time.Time { return time.Now() }

// counters has a number for each key, 0 at first.
type counters struct {
	mu     sync.Mutex
	counts map[string]int
}

func newCounters() *counters { return &counters{counts: map[string]int{}} }

// add adds n to a number and returns it.
func (c *counters) add(key string, n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[key] += n
	return c.counts[key]
}

func (c *counters) get(key string) int { return c.add(key, 0) }

func (c *counters) set(key string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[key] = n
}

// callCounter returns a function that counts its calls by key, from 1.
func callCounter() func(key string) int {
	c := newCounters()
	return func(key string) int { return c.add(key, 1) }
}

// stringSet is a set of strings.
type stringSet struct{ members *counters }

func newStringSet() stringSet { return stringSet{newCounters()} }

func (s stringSet) add(member string)      { s.members.set(member, 1) }
func (s stringSet) has(member string) bool { return s.members.get(member) > 0 }

// remove removes a member and reports whether the set had it.
func (s stringSet) remove(member string) bool {
	s.members.mu.Lock()
	defer s.members.mu.Unlock()
	had := s.members.counts[member] > 0
	delete(s.members.counts, member)
	return had
}

// all returns the members, unordered.
func (s stringSet) all() []string {
	s.members.mu.Lock()
	defer s.members.mu.Unlock()
	var all []string
	for member, n := range s.members.counts {
		if n > 0 {
			all = append(all, member)
		}
	}
	return all
}

// stringMap has a string for each key, empty at first.
type stringMap struct {
	mu     sync.Mutex
	values map[string]string
}

func newStringMap() *stringMap { return &stringMap{values: map[string]string{}} }

func (m *stringMap) set(key, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = value
}

func (m *stringMap) get(key string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key]
}

// clear removes all keys.
func (m *stringMap) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.values)
}

// setOnce sets a value unless the key has one, and returns the value of the key.
func (m *stringMap) setOnce(key, value string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if first, there := m.values[key]; there {
		return first
	}
	m.values[key] = value
	return value
}

// keyedLocks has a lock for each key.
type keyedLocks struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func newKeyedLocks() *keyedLocks { return &keyedLocks{locks: map[string]*sync.Mutex{}} }

func (l *keyedLocks) get(key string) *sync.Mutex {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.locks[key] == nil {
		l.locks[key] = &sync.Mutex{}
	}
	return l.locks[key]
}
