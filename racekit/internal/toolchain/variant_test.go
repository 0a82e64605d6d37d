package toolchain

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// Each detector has a GOROOT of its own, and what is made from it knows its name.
func TestVariants(t *testing.T) {
	base, err := Locate(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]Detector{}
	for _, d := range []Detector{TSan, Own} {
		c, err := standard(d)
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.plan(base)
		if err != nil {
			t.Fatal(err)
		}
		key := p.key(base)
		if other, ok := keys[key]; ok {
			t.Errorf("the copy for %v is that for %v", d, other)
		}
		keys[key] = d
		for _, pkg := range []string{"runtime", "testing"} {
			path := "src/" + pkg + "/racekit_rkw.go"
			if got := variantIn(t, p.texts[path]); got != int64(d) {
				t.Errorf("%v: rkw_Variant of %s is %d, want %d", d, path, got, d)
			}
		}
		for path := range p.texts {
			if d == TSan && strings.Contains(path, "/"+ownFile) {
				t.Errorf("the copy for %v has %s", d, path)
			}
		}
	}
}

// variantIn returns the value of rkw_Variant in a text of Go.
func variantIn(t *testing.T, text []byte) int64 {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "x.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	value := int64(-1)
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.ValueSpec); ok && s.Names[0].Name == "rkw_Variant" {
			v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(s.Values[0]))
			if err != nil {
				t.Fatal(err)
			}
			value, _ = constant.Int64Val(v.Value)
		}
		return true
	})
	return value
}

// What is for one detector is not in the copy for the other.
func TestVariantFiles(t *testing.T) {
	for _, row := range []struct {
		name string
		in   []Detector
	}{
		{"racekit_race.go", []Detector{TSan, Own}},
		{"racekit_detect.go", []Detector{Own}},
		{"racekit_detect_amd64.s", []Detector{Own}},
	} {
		for _, d := range []Detector{TSan, Own} {
			if got := ofVariant(row.name, d); got != slices.Contains(row.in, d) {
				t.Errorf("%s is in the copy for %v: %v", row.name, d, got)
			}
		}
	}
}

// Without its C object package runtime/race imports nothing.
func TestCgoEdits(t *testing.T) {
	base, err := Locate(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p, err := change{edits: cgoEdits()}.plan(base)
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range p.texts {
		tree, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range tree.Imports {
			t.Errorf("%s still imports %s", path, i.Path.Value)
		}
	}
}
