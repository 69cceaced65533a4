package measure

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestClassesAreBounded(t *testing.T) {
	var c Classes
	for i := range 2 * maxClasses {
		text := fmt.Sprintf("status %d", i)
		class := c.Of(text)
		switch again := c.Of(text); {
		case again != class:
			t.Errorf("%s: class %d, then %d", text, class, again)
		case i < maxClasses && (class == Expected || class == Other || c.Text(class) != text):
			t.Errorf("%s: class %d with text %q", text, class, c.Text(class))
		case i >= maxClasses && (class != Other || c.Text(class) != "other"):
			t.Errorf("%s: class %d with text %q", text, class, c.Text(class))
		}
	}
	if c.Of("") != Expected || c.Text(Expected) != "" || c.Of("other") != Other {
		t.Error("what is always there is not")
	}
}

func TestATextIsCut(t *testing.T) {
	var c Classes
	class := c.Of(strings.Repeat("é", 1000))
	if got := c.Text(class); got != strings.Repeat("é", maxText/2)+"…" || c.Of(strings.Repeat("é", 2000)) != class {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}

func TestManyGoroutinesAgreeOnClasses(t *testing.T) {
	var c Classes
	var got [8][50]Class
	var all sync.WaitGroup
	for g := range got {
		all.Go(func() {
			for i := range got[g] {
				got[g][i] = c.Of(fmt.Sprint(i))
			}
		})
	}
	all.Wait()
	given := map[Class]int{}
	for i, class := range got[0] {
		given[class]++
		for g := range got {
			if got[g][i] != class {
				t.Fatalf("text %d has the classes %d and %d", i, class, got[g][i])
			}
		}
	}
	if len(given) != maxClasses+1 || given[Other] != 50-maxClasses {
		t.Errorf("%v", given)
	}
}
