package build

import (
	"runtime/debug"
	"testing"
)

func TestOf(t *testing.T) {
	recorded := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "false"},
	}}
	modified := &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"},
	}}
	for name, test := range map[string]struct {
		linked   Info
		recorded *debug.BuildInfo
		want     Info
	}{
		"nothing known":        {Info{}, nil, Info{Version: "devel", Commit: "unknown"}},
		"recorded":             {Info{}, recorded, Info{Version: "v1.2.3", Commit: "abc"}},
		"local changes":        {Info{}, modified, Info{Version: "devel", Commit: "abc-dirty"}},
		"the linker wins":      {Info{Version: "9", Commit: "f"}, modified, Info{Version: "9", Commit: "f"}},
		"linker: version only": {Info{Version: "9"}, modified, Info{Version: "9", Commit: "abc-dirty"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := of(test.linked, test.recorded); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	if got := UserAgent(Info{Version: "v1.2.3"}); got != "tagcheck/v1.2.3" {
		t.Errorf("got %q", got)
	}
}
