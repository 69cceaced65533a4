// Package build identifies this build of tagcheck. Reports carry it, so that two
// of them can be compared.
//
//	info := build.Of(build.Info{Version: version, Commit: commit})
//	request.Header.Set("User-Agent", build.UserAgent(info))
package build

import (
	"cmp"
	"runtime/debug"

	"tagcheck/suites/report"
)

// Info identifies a build.
type Info = report.Build

// Of completes what the linker set with what the go command recorded in the
// program. Neither field of the result is empty.
func Of(linked Info) Info {
	recorded, _ := debug.ReadBuildInfo()
	return of(linked, recorded)
}

// of is Of with the record of the go command, which may be nil.
func of(linked Info, info *debug.BuildInfo) Info {
	recorded := report.BuildOf(info)
	return Info{
		Version: cmp.Or(linked.Version, recorded.Version), Commit: cmp.Or(linked.Commit, recorded.Commit),
	}
}

// UserAgent is the product that requests of this build carry.
func UserAgent(i Info) string { return "tagcheck/" + i.Version }
