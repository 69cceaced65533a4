package measure

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestClassesAreBounded(t *testing.T) {
	var c Classes
	for i := range 2 * MaxClasses {
		text := fmt.Sprintf("status %d", i)
		class := c.ClassOf(text)
		switch again := c.ClassOf(text); {
		case again != class:
			t.Errorf("%s: class %d, then %d", text, class, again)
		case i < MaxClasses && (class == Expected || class == Other || c.Text(class) != text):
			t.Errorf("%s: class %d with text %q", text, class, c.Text(class))
		case i >= MaxClasses && (class != Other || c.Text(class) != "other"):
			t.Errorf("%s: class %d with text %q", text, class, c.Text(class))
		}
	}
	if c.ClassOf("") != Expected || c.Text(Expected) != "" || c.ClassOf("other") != Other {
		t.Error("the fixed classes changed")
	}
}

// A class that another goroutine has just added is found; no class is added
// beyond the limit.
func TestAddChecksAgain(t *testing.T) {
	var c Classes
	first := c.add("a")
	if again := c.add("a"); again != first || len(c.texts) != 1 {
		t.Errorf("class %d, then %d; %d texts", first, again, len(c.texts))
	}
	for i := range MaxClasses {
		c.add(fmt.Sprint(i))
	}
	if len(c.texts) != MaxClasses || c.add("b") != Other {
		t.Errorf("%d texts", len(c.texts))
	}
}

func TestLongErrorTextIsCut(t *testing.T) {
	var c Classes
	class := c.ClassOf(strings.Repeat("é", 1000))
	want := strings.Repeat("é", MaxClassText/2) + "…"
	if got := c.Text(class); got != want || c.ClassOf(strings.Repeat("é", 2000)) != class {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	whole := strings.Repeat("x", MaxClassText)
	if got := c.Text(c.ClassOf(whole)); got != whole {
		t.Errorf("a text of %d bytes became %q", MaxClassText, got)
	}
}

func TestGoroutinesAgreeOnClasses(t *testing.T) {
	const texts = MaxClasses + 18
	var c Classes
	var got [8][texts]Class
	var all sync.WaitGroup
	for g := range got {
		all.Go(func() {
			for i := range got[g] {
				got[g][i] = c.ClassOf(fmt.Sprint(i))
			}
		})
	}
	all.Wait()
	used := map[Class]int{}
	for i, class := range got[0] {
		used[class]++
		for g := range got {
			if got[g][i] != class {
				t.Fatalf("text %d has the classes %d and %d", i, class, got[g][i])
			}
		}
	}
	if len(used) != MaxClasses+1 || used[Other] != texts-MaxClasses {
		t.Errorf("%v", used)
	}
}
