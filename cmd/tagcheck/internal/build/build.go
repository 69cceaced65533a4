// Package build identifies this build of tagcheck. Reports carry it, so that two
// of them can be compared.
//
//	info := build.Of(build.Info{Version: version, Commit: commit})
//	request.Header.Set("User-Agent", info.UserAgent())
package build

import "runtime/debug"

// Info identifies a build.
type Info struct {
	Version string `json:"version"` // such as v0.1.0, or devel
	Commit  string `json:"commit"`  // Git's hash, with -dirty after local changes, or unknown
}

// Of completes what the linker set with what the go command recorded in the
// program. Nothing of it is ever empty.
func Of(linked Info) Info {
	recorded, _ := debug.ReadBuildInfo()
	return of(linked, recorded)
}

// UserAgent is the product that requests carry.
func (i Info) UserAgent() string { return "tagcheck/" + i.Version }

// of is Of with the record of the go command, which may be nil.
func of(i Info, recorded *debug.BuildInfo) Info {
	settings := map[string]string{}
	if recorded != nil {
		for _, s := range recorded.Settings {
			settings[s.Key] = s.Value
		}
		if i.Version == "" && recorded.Main.Version != "(devel)" {
			i.Version = recorded.Main.Version
		}
	}
	if i.Version == "" {
		i.Version = "devel"
	}
	if i.Commit == "" && settings["vcs.revision"] != "" {
		i.Commit = settings["vcs.revision"]
		if settings["vcs.modified"] == "true" {
			i.Commit += "-dirty"
		}
	}
	if i.Commit == "" {
		i.Commit = "unknown"
	}
	return i
}
