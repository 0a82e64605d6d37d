package main

import (
	"go/importer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Whatever goroutines may share in a package without points has a treatment, and
// those that are facts are looked for.
func TestEveryGuardHasATreatment(t *testing.T) {
	l, guards, err := look(t.Context(), filepath.Join("..", "..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong(l, guards) {
		t.Error(w)
	}
	for _, want := range []Guard{
		{Package: "log", Name: "Logger.outMu", Type: "sync.Mutex"}, {Package: "syscall", Name: "envLock", Type: "sync.RWMutex"},
		{Package: "mime", Name: "mimeTypes", Type: "sync.Map"}, {Package: "go/token", Name: "node.file", Type: "sync/atomic"},
	} {
		if !slices.ContainsFunc(guards, func(g Guard) bool { return g.Package == want.Package && g.Name == want.Name && g.Type == want.Type }) {
			t.Errorf("%s.%s (%s) is not found", want.Package, want.Name, want.Type)
		}
	}
	if len(guards) < 60 {
		t.Errorf("%d guards; want what these packages have", len(guards))
	}
}

func TestWrong(t *testing.T) {
	l := lists{sharing: []string{"os."}}
	guards := []Guard{{Package: "new", Name: "mu", Type: "sync.Mutex", By: []string{"F"}}, {Package: "mime", Name: "once2", Type: "sync.Map"}}
	w := wrong(l, guards)
	for _, want := range []string{"new.mu (sync.Mutex), to which F comes, has no treatment", `mime.once2 is to be a fact, and rkSharing has not "mime."`, `the treatment of "os" is for nothing`} {
		if !slices.Contains(w, want) {
			t.Errorf("%q is missing in %q", want, w)
		}
	}
}

func TestSurvey(t *testing.T) {
	fset := token.NewFileSet()
	p, err := readDir(fset, importer.ForCompiler(fset, "source", nil), "sample", filepath.Join("testdata", "sample"))
	if err != nil {
		t.Fatal(err)
	}
	got := write("sample", p.guards())
	want, err := os.ReadFile(filepath.Join("testdata", "sample.golden"))
	if err != nil || got != string(want) {
		t.Errorf("%v; got\n%s", err, got)
	}
}
