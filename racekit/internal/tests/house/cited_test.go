package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var naming = regexp.MustCompile(`[\w./-]*\w\.md\b`)

// TestCitedPages: a comment names no page that is not in this repository. A
// reader could not look it up.
func TestCitedPages(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	there := func(file, page string) bool {
		return slices.ContainsFunc([]string{".", path.Dir(file), "docs", "docs/internal"}, func(dir string) bool {
			info, err := os.Stat(filepath.Join(root, filepath.FromSlash(path.Join(dir, page))))
			return err == nil && !info.IsDir()
		})
	}
	cited := 0
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir() || !slices.Contains([]string{".go", ".s"}, path.Ext(file)):
			return nil
		}
		for _, page := range naming.FindAllString(comments(t, filepath.Join(root, filepath.FromSlash(file))), -1) {
			cited++
			if !there(file, page) {
				t.Errorf("a comment in %s names %s, which is not in this repository", file, page)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cited < 5 {
		t.Errorf("found only %d names of pages", cited)
	}
}

// comments are those of a source file.
func comments(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if filepath.Ext(name) == ".go" {
		if f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution); err == nil {
			for _, c := range f.Comments {
				b.WriteString(c.Text() + "\n")
			}
			return b.String()
		}
	}
	for line := range strings.Lines(string(text)) {
		if _, comment, ok := strings.Cut(line, "//"); ok {
			b.WriteString(comment)
		}
	}
	return b.String()
}
