package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// modules are the clients that the Go module proxy has. wrk is a package of the system.
var modules = map[string]string{
	"vegeta":     "github.com/tsenart/vegeta/v12@v12.13.0",
	"k6":         "go.k6.io/k6@v1.8.1",
	"hey":        "github.com/rakyll/hey@v0.1.4",
	"bombardier": "github.com/codesenberg/bombardier@v1.2.6",
}

// install returns the paths of all programs. It installs the clients that are missing in the
// user's cache.
func install(tagcheck string) (map[string]string, error) {
	for _, needed := range []string{"wrk", "taskset"} {
		if _, err := exec.LookPath(needed); err != nil {
			return nil, fmt.Errorf("%w: install the Debian packages wrk and util-linux", err)
		}
	}
	if _, err := exec.LookPath(tagcheck); err != nil {
		return nil, fmt.Errorf("-tagcheck: %w: build it with make build", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	programs := map[string]string{"tagcheck": tagcheck}
	for name, module := range modules {
		bin := filepath.Join(cache, "tagcheck", "bench", path.Base(module))
		programs[name] = filepath.Join(bin, name)
		if _, err := os.Stat(programs[name]); err == nil {
			continue
		}
		fmt.Fprintf(os.Stderr, "installing %s in %s\n", module, bin)
		if err := runCommand("env", "GOBIN="+bin, "GOFLAGS=-mod=mod", "go", "install", module); err != nil {
			return nil, err
		}
	}
	return programs, nil
}

func runCommand(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}
