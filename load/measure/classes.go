package measure

import (
	"strings"
	"sync"
)

// Class is what kind of failure a request met.
type Class uint8

// The classes that are always there. Those between them are given out.
const (
	Expected Class = 0              // it was answered as expected
	Other    Class = maxClasses + 1 // all texts for which there was no class left
)

const (
	maxClasses  = 32
	maxText     = 120
	otherErrors = "other"
)

// Classes gives each text of a failure its class. It holds 32 texts at most,
// those that came first. The zero value is ready, also for many goroutines.
type Classes struct {
	mu     sync.RWMutex
	byText map[string]Class
	texts  []string
}

// Of gives the class of a text; of "" it is Expected. A text is cut after
// 120 bytes.
func (c *Classes) Of(text string) Class {
	if text == "" {
		return Expected
	}
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	c.mu.RLock()
	class, known := c.byText[text]
	full := len(c.texts) == maxClasses
	c.mu.RUnlock()
	switch {
	case known:
		return class
	case full || text == otherErrors:
		return Other
	}
	return c.add(strings.Clone(text))
}

func (c *Classes) add(text string) Class {
	c.mu.Lock()
	defer c.mu.Unlock()
	if class, known := c.byText[text]; known {
		return class
	}
	if len(c.texts) == maxClasses {
		return Other
	}
	if c.byText == nil {
		c.byText = map[string]Class{}
	}
	c.texts = append(c.texts, text)
	class := Class(len(c.texts))
	c.byText[text] = class
	return class
}

// Text is the text of a class, "" for Expected.
func (c *Classes) Text(class Class) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	switch {
	case class == Expected:
		return ""
	case int(class) <= len(c.texts):
		return c.texts[class-1]
	}
	return otherErrors
}
