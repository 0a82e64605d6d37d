package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	mostOfPackage  = 2500 // lines of product code
	mostOfFunction = 80   // lines
)

// large are the packages that may be larger, with those below them, for what they have to know: every
// kind of finding, the protocol of workers, every edit of Go.
var large = []string{"racekit/internal/finding", "racekit/internal/execution", "racekit/internal/toolchain"}

// TestSizes keeps packages and functions small enough to be read in one go. Tests
// are no product, nor is what stands below testdata and internal/tests.
func TestSizes(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	lines := map[string]int{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || strings.HasSuffix(filepath.ToSlash(name), "internal/tests")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		pkg, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		lines[filepath.ToSlash(pkg)] += strings.Count(string(text), "\n")
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > mostOfFunction {
					t.Errorf("%s: %s has %d lines, more than %d", files.Position(f.Pos()), f.Name.Name, n, mostOfFunction)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) < 30 {
		t.Errorf("found only %d packages", len(lines))
	}
	for pkg, n := range lines {
		if n > mostOfPackage && !slices.ContainsFunc(large, func(l string) bool { return strings.HasPrefix(pkg+"/", l+"/") }) {
			t.Errorf("%s has %d lines of product code, more than %d; divide it", pkg, n, mostOfPackage)
		}
	}
}
