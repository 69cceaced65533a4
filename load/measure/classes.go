package measure

import (
	"strings"
	"sync"
)

// Class is the number of one kind of error.
type Class uint8

// The classes with a fixed meaning. The classes between them are assigned to
// error texts as they occur.
const (
	Expected Class = 0              // the answer was the expected one
	Other    Class = MaxClasses + 1 // an error text for which no class was left
)

// otherErrors is the text of Other.
const otherErrors = "other"

// Classes assigns a Class to each error text: to the first MaxClasses texts one
// of their own, to all others Other. The zero value is ready to use. It is safe
// for concurrent use.
type Classes struct {
	mu     sync.RWMutex
	byText map[string]Class
	texts  []string
}

// ClassOf returns the class of an error text, Expected for "". A text is cut
// after MaxClassText bytes.
func (c *Classes) ClassOf(text string) Class {
	if text == "" {
		return Expected
	}
	if len(text) > MaxClassText {
		text = strings.ToValidUTF8(text[:MaxClassText], "") + "…"
	}
	c.mu.RLock()
	class, known := c.byText[text]
	full := len(c.texts) == MaxClasses
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
	if len(c.texts) == MaxClasses {
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

// Text returns the error text of a class, "" for Expected.
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
