package report_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
)

// A run of one requirement, written to a folder. The server under test is the
// reference server; a vendor starts an own server instead.
func Example() {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	ctx := context.Background()
	result, err := suites.Run(ctx, demo(server.URL), suites.Options{Requirements: only("add.answers-204")})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := report.New(result)
	paths, err := doc.WriteDir(ctx, dir)
	if err != nil {
		fmt.Println(err)
	}

	for _, p := range paths {
		fmt.Println(filepath.Base(p))
	}
	verdict, _, _ := strings.Cut(doc.Sentence(), " (")
	fmt.Println(verdict)
	// Output:
	// report.json
	// junit.xml
	// report.md
	// exchanges.har
	// CONFORMANT: 1 of 1 requirements pass
}

// demo is a server with the users of the reference server's demonstration.
func demo(server string) target.Target {
	root, err := url.Parse(server + "/v2")
	if err != nil {
		panic(err)
	}
	return target.Target{
		Root:    root,
		Users:   map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
		Timeout: 10 * time.Second,
	}
}

func only(id string) []requirement.Requirement {
	r, known := requirement.Lookup(id)
	if !known {
		panic("unknown requirement " + id)
	}
	return []requirement.Requirement{r}
}
