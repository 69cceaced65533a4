package requirement

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"add", "add.length.over.400", "add.stores", "remove", "remove.length.over", "wire.204.no-content-length"}
	for typed, want := range map[string][]string{
		"add.stores":        {"add.stores"},
		"add.sotres":        {"add.stores"},
		"ADD.STORES":        {"add.stores"},
		"stores":            {"add.stores"},
		"length.over":       {"remove.length.over"},
		"length.over.40":    {"add.length.over.400"},
		"no-content-lenght": {"wire.204.no-content-length"},
		"ad":                {"add"},
		"re":                {"remove"},
		"remove.length.o":   {"remove.length.over"},
		"something-else":    nil,
		"":                  nil,
	} {
		if got := Nearest(typed, known); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestNearestGivesFewNames(t *testing.T) {
	got := Nearest("aa", []string{"ad", "ac", "abc", "ab", "ae"})
	if want := []string{"ab", "ac", "ad"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	got = Nearest("aa", []string{"ab", "ac", "aa"})
	if want := []string{"aa"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q: others only distract from the best", got, want)
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
