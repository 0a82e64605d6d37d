package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	span  = regexp.MustCompile("`([^`\n]+)`")
	fence = regexp.MustCompile("(?s)\n```[a-z]*\n(.*?)\n```")
	// here is a path in this repository, and perhaps the name of something that is
	// in the file: racekit/internal/sched/pick.go:Pick.
	here = regexp.MustCompile(`^(?:\./)?((?:racekit|cmd|scenarios|testdata|docs|\.ci)(?:/[^\s:<>]*)?)(?::([A-Za-z]\w*(?:\.\w+)?))?$`)
)

// TestPaths: what the pages for authors name in this repository is there, and
// what they say is in a file is in it.
func TestPaths(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	found := 0
	for _, page := range []string{"docs/architecture.md", "CONTRIBUTING.md", "docs/internal/adding-*.md", "docs/internal/next-go-release.md", "docs/internal/hazards.md", "docs/internal/sentences.md"} {
		names, err := fs.Glob(os.DirFS(root), page)
		if err != nil || len(names) == 0 {
			t.Fatalf("no page is %s: %v", page, err)
		}
		for _, page := range names {
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range words(string(text)) {
				m := here.FindStringSubmatch(strings.TrimRight(word, ".,;"))
				if m == nil {
					continue
				}
				found++
				if why := missing(root, m[1], m[2]); why != "" {
					t.Errorf("%s names %s: %s", page, word, why)
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("found only %d paths", found)
	}
}

// words are those of a page that are set as code.
func words(page string) []string {
	var all []string
	for _, m := range fence.FindAllStringSubmatch(page, -1) {
		all = append(all, strings.Fields(m[1])...)
	}
	for _, m := range span.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		all = append(all, strings.Fields(m[1])...)
	}
	return all
}

// missing says what is not there: the file, or what is to be in it.
func missing(root, name, what string) string {
	names, err := fs.Glob(os.DirFS(root), strings.TrimSuffix(strings.TrimSuffix(name, "..."), "/"))
	if err != nil || len(names) == 0 {
		return "there is no such file"
	}
	if what == "" {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(names[0])))
	if err != nil {
		return err.Error()
	}
	for part := range strings.SplitSeq(what, ".") {
		if !regexp.MustCompile(`\b` + part + `\b`).Match(text) {
			return "there is no " + part + " in the file"
		}
	}
	return ""
}
