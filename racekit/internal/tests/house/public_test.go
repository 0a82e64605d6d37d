package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/settings"
)

// public are the packages that users import.
var public = []string{"racekit", "racekit/linearizable", "racekit/property", "racekit/scenario"}

// Nobody can write a public struct without the names of its fields, so that
// more can be added.
func TestNoPositionalLiterals(t *testing.T) {
	structs := 0
	each(t, func(pkg string, file *ast.File) {
		for name, s := range exportedStructs(file) {
			fields, blank := 0, false
			for _, f := range s.Fields.List {
				for _, n := range f.Names {
					blank = blank || n.Name == "_"
					if n.IsExported() {
						fields++
					}
				}
			}
			structs++
			if fields > 0 && !blank {
				t.Errorf("%s.%s can be written as a positional literal; give it a field _ struct{}", pkg, name)
			}
		}
	})
	if structs < 5 {
		t.Errorf("found only %d structs", structs)
	}
}

func exportedStructs(file *ast.File) map[string]*ast.StructType {
	all := map[string]*ast.StructType{}
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.TypeSpec); ok && d.Name.IsExported() {
			if s, ok := d.Type.(*ast.StructType); ok {
				all[d.Name.Name] = s
			}
		}
		return true
	})
	return all
}

// each calls f with each file of the public packages, tests left out.
func each(t *testing.T, f func(pkg string, file *ast.File)) {
	t.Helper()
	for _, pkg := range public {
		names, err := filepath.Glob(filepath.Join("..", "..", "..", "..", filepath.FromSlash(pkg), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			f(pkg, file)
		}
	}
}

// Each setting is in the godoc and in the page about the library.
func TestSettingsAreDocumented(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	for file, form := range map[string]string{
		"docs/library.md": "| `-racekit.%[1]s` | `%[2]s` |",
		"racekit/doc.go":  "-racekit.%[1]s",
	} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range settings.OfTests() {
			if want := fmt.Sprintf(form, s.Name, s.Variable()); !strings.Contains(string(text), want) {
				t.Errorf("%s does not have %q", file, want)
			}
		}
	}
}

// The words of the godoc are those of the glossary.
func TestWords(t *testing.T) {
	each(t, func(pkg string, file *ast.File) {
		for _, group := range file.Comments {
			text := " " + strings.ToLower(strings.Join(strings.Fields(group.Text()), " "))
			for _, row := range []struct{ bad, good string }{
				{"no meaning", "has no effect, or is ignored"},
				{"count more", "take precedence over"},
				{" natively", "with an ordinary toolchain"},
				{"disturbed", "with random delays"},
				{"cooperative model", "Cooperative: a model is a sequential specification"},
			} {
				if strings.Contains(text, row.bad) {
					t.Errorf("%s: a comment has %q; want %q:\n%s", pkg, row.bad, row.good, group.Text())
				}
			}
		}
	})
}
