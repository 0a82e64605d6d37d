package toolchain

import (
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"strings"
	"testing"
)

// Each edit of racekit fits each Go that is supported, and what comes out is Go.
func TestEditsFit(t *testing.T) {
	for _, version := range []string{"local", "go1.25.5", "go1.26.8", "go1.27.3"} {
		t.Run(version, func(t *testing.T) {
			t.Setenv("GOTOOLCHAIN", version)
			if out, err := exec.Command("go", "version").CombinedOutput(); err != nil {
				t.Skipf("%s is not in the module cache and cannot be had: %v\n%s", version, err, out)
			}
			base, err := Locate(t.Context(), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range Detectors {
				fits(t, base, d)
			}
		})
	}
}

func fits(t *testing.T, base Base, d Detector) {
	t.Helper()
	c, err := standard(d)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.plan(base)
	if mismatch, ok := errors.AsType[*MismatchError](err); ok {
		t.Errorf("%v: %d of %d: %v", d, len(mismatch.Failed), len(p.states), err)
	} else if err != nil {
		t.Fatal(err)
	}
	for path, text := range p.texts {
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution); err != nil {
			t.Errorf("%v: after the edits: %v", d, err)
		}
	}
}

func TestEditsWellFormed(t *testing.T) {
	c, err := standard(Own)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what, name, path, from, until string) {
		if name == "" || !fs.ValidPath(path) {
			t.Errorf("%s %q of %q: a name and a path with slashes are needed", what, name, path)
		}
		used := false
		for _, version := range []string{"go1.25", "go1.26", "go1.27", "devel"} {
			used = used || releaseOf(version).within(from, until)
		}
		if !used {
			t.Errorf("%s %q of %s is for no release: [%s, %s)", what, name, path, from, until)
		}
	}
	for _, e := range c.edits {
		check("edit", e.Name, e.File, e.From, e.Until)
		if firstLine(e.Anchor) == "" || e.Put > Instead || e.Text == "" && e.Put != Instead {
			t.Errorf("edit %q of %s does nothing that can be checked", e.Name, e.File)
		}
	}
	for _, f := range c.files {
		check("file", f.Name, f.Path, f.From, f.Until)
	}
}

// What racekit toolchain check prints.
func TestEditStateString(t *testing.T) {
	tests := []struct {
		reason string
		state  EditState
		want   string
	}{
		{"an edit that fits", EditState{"choose", "src/a.go", "func f() {", State{}}, "src/a.go: choose: ok"},
		{"one that does not shows its anchor", EditState{"choose", "src/a.go", "func f() {", State{Status: Ambiguous, Count: 3}}, "src/a.go: choose: anchor found 3 times: func f() {"},
		{"an injected file has none", EditState{"sched", "src/b.go", "", State{Status: FileExists}}, "src/b.go: sched: this Go has such a file already"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			if got := test.state.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
