package toolchain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// What the runtime and package testing share has one source, in wire or sched. A
// type or a constant that both declare by hand is one that must be kept in step.
func TestNothingIsDeclaredTwice(t *testing.T) {
	files, err := injected(Own)
	if err != nil {
		t.Fatal(err)
	}
	where := map[string]string{} // by name of a type or a constant: the package that declares it
	for _, f := range files {
		if strings.HasSuffix(f.Name, "source") || !strings.HasSuffix(f.Path, ".go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE && g.Tok != token.CONST {
				continue
			}
			names := map[string]bool{}
			declared(g, names)
			for name := range names {
				if other := where[name]; other != "" && other != tree.Name.Name {
					t.Errorf("%s is declared in package %s and in package %s: put it into execution/wire/memory.go", name, other, tree.Name.Name)
				}
				where[name] = tree.Name.Name
			}
		}
	}
	if len(where) < 50 {
		t.Errorf("only %d types and constants are declared by hand", len(where))
	}
}

// A graft has its names with the prefix, those of sched with theirs, and the
// names of fields as they were.
func TestTransplant(t *testing.T) {
	for _, g := range grafts(Own) {
		text, err := transplant(g)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "x.go", text, 0)
		if err != nil {
			t.Fatalf("%s in %s: %v", g.prefix, g.pkg, err)
		}
		if tree.Name.Name != g.pkg || len(tree.Imports) > 0 {
			t.Errorf("%s: package %s with %d imports, want %s with none", g.prefix, tree.Name.Name, len(tree.Imports), g.pkg)
		}
		names := map[string]bool{}
		for _, d := range tree.Decls {
			declared(d, names)
		}
		for name := range names {
			if !strings.HasPrefix(name, g.prefix) {
				t.Errorf("%s in %s: the name %s has no prefix", g.prefix, g.pkg, name)
			}
		}
		if wants := "\tTurns       []rks_Turn\n"; g.files == "memory.go" && !strings.Contains(string(text), wants) {
			t.Errorf("%s in %s has no line %q", g.files, g.pkg, wants)
		}
	}
}
