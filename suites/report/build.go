package report

import (
	"reflect"
	"runtime/debug"
	"strings"
)

// Build names the tagcheck that made a report.
type Build struct {
	Version string `json:"version"` // such as v0.1.0; "devel" if it is not known
	Commit  string `json:"commit"`  // "unknown" if it is not known; ends in -dirty for a modified tree
}

// module is the path of this module, which differs for whoever publishes it.
var module = strings.TrimSuffix(reflect.TypeFor[Build]().PkgPath(), "/suites/report")

// ThisBuild is what the go command recorded of tagcheck in this program: as the
// main module, or as a module that the program requires.
func ThisBuild() Build {
	info, _ := debug.ReadBuildInfo()
	return BuildOf(info)
}

// BuildOf is [ThisBuild] for the build information of another program; nil for
// none.
func BuildOf(info *debug.BuildInfo) Build {
	b := Build{Version: "devel", Commit: "unknown"}
	if info == nil {
		return b
	}
	for _, dep := range info.Deps {
		if dep.Path == module {
			return Build{known(dep.Version, b.Version), b.Commit} // the commit on record is the program's own
		}
	}
	b.Version = known(info.Main.Version, b.Version)
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		b.Commit = revision
		if settings["vcs.modified"] == "true" {
			b.Commit += "-dirty"
		}
	}
	return b
}

func known(version, otherwise string) string {
	if version == "" || version == "(devel)" {
		return otherwise
	}
	return version
}

// String is version and commit.
func (b Build) String() string { return strings.TrimSpace(b.Version + " " + b.Commit) }
