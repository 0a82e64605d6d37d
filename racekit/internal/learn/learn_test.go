package learn

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

var made = sync.OnceValues(func() ([]*Exercise, error) { return All(scenarios.Sources, scenarios.All) })

func exercises(t *testing.T) []*Exercise {
	t.Helper()
	all, err := made()
	if err != nil {
		t.Log(err)
	}
	return all
}

func exercise(t *testing.T, name string) *Exercise {
	t.Helper()
	all := exercises(t)
	i := slices.IndexFunc(all, func(e *Exercise) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("there is no exercise %s", name)
	}
	return all[i]
}

// TestCompile checks that whatever of the catalogue a learner may write fits
// the test of its exercise, inside the standard library.
func TestCompile(t *testing.T) {
	set := token.NewFileSet()
	std := importer.ForCompiler(set, "source", nil)
	done := map[string]bool{}
	for _, e := range exercises(t) {
		for _, v := range append([]*scenario.Variant{e.Starter}, e.Others...) {
			key := e.Scenario.ID + "\n" + e.shape + "\n" + v.Name
			if done[key] {
				continue
			}
			done[key] = true
			files, err := e.With(v)
			if err != nil {
				t.Error(err)
				continue
			}
			var parsed []*ast.File
			for _, name := range slices.Sorted(maps.Keys(files)) {
				f, err := parser.ParseFile(set, e.Name+"/"+name, files[name], 0)
				if err != nil {
					t.Errorf("%s, %s: %v", e.Name, v.Name, err)
					continue
				}
				parsed = append(parsed, f)
			}
			check := types.Config{Importer: std, Error: func(err error) { t.Errorf("%s with %q: %v", e.Name, v.Name, err) }}
			check.Check("exercises/"+e.Name, set, parsed, nil)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct{ reason, body, shape, what string }{
		{"a constructor", "counts(func() counter { return &plain{} })", "counts(subject)", "func() counter { return &plain{} }"},
		{"a function", "awaits(await)", "awaits(subject)", "await"},
		{"through another function", "counts(shared(func(int) counter { return new(x) }))", "counts(shared(subject))", "func(int) counter { return new(x) }"},
		{"with more arguments", "opens(newGate, 1, errOpen)", "opens(subject, 1, errOpen)", "newGate"},
		{"the property alone", "checkTotals", "", ""},
		{"what a function returns", "waits(start(0))", "waits(subject)", "start(0)"},
		{"a value", "check(3)", "", ""},
	} {
		shape, what, err := split(c.body)
		if shape != c.shape || what != c.what || (err == nil) != (c.shape != "") {
			t.Errorf("%s: %q, %q, %v; want %q, %q", c.reason, shape, what, err, c.shape, c.what)
		}
	}
}

func TestDiagnose(t *testing.T) {
	e := exercise(t, "01-lost-update")
	named := func(v *scenario.Variant) string {
		if v == nil {
			return ""
		}
		return v.Name
	}
	for _, v := range e.Others {
		files, err := e.With(v)
		if err != nil {
			t.Fatal(err)
		}
		want := v.Name
		if v.Kind == scenario.Fix {
			want = ""
		}
		if got := named(e.Diagnose(files[CodeFile], failing(v.Want))); got != want {
			t.Errorf("the code of %q is diagnosed as %q", v.Name, got)
		}
	}
	mine := `package lostupdate

import "sync/atomic"

type visits struct {
	total atomic.Int64
}

func (v *visits) Inc(worker int) {
	v.total.Store(v.total.Load() + 1)
}

func (v *visits) Value() int {
	return int(v.total.Load())
}

func subject(int) counter { return &visits{} }
`
	lost := [3]bool{Property: true}
	if got := named(e.Diagnose(mine, lost)); got != "atomic Load then Store" {
		t.Errorf("with other names it is diagnosed as %q", got)
	}
	if got := named(e.Diagnose(mine, [3]bool{Liveness: true})); got != "" {
		t.Errorf("what fails in another way is diagnosed as %q", got)
	}
	if got := named(e.Diagnose("package lostupdate\n\nfunc subject(int) counter { panic(1) }\n", lost)); got != "" {
		t.Errorf("what is like nothing is diagnosed as %q", got)
	}
}

func TestGuards(t *testing.T) {
	e := exercise(t, "01-lost-update")
	good, err := e.With(e.Solutions()[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reason   string
		change   func(files map[string]string)
		distinct int
		want     string
	}{
		{"a fix", func(map[string]string) {}, 2, ""},
		{"a test that is made to pass", func(f map[string]string) { f[TestFile] = "package lostupdate\n" }, 2, "exercise_test.go is not as it was"},
		{"a test that is gone", func(f map[string]string) { delete(f, TestFile) }, 2, "exercise_test.go is not as it was"},
		{"a sleep for synchronization", func(f map[string]string) { f[CodeFile] += "\nfunc f() { time.Sleep(1) }\n" }, 2, "a sleep orders nothing"},
		{"nothing runs at the same time", func(map[string]string) {}, 1, "only one schedule is possible"},
	} {
		files := maps.Clone(good)
		c.change(files)
		bad, err := e.Guards(files, c.distinct)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(bad, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestGateOf(t *testing.T) {
	for k, want := range map[finding.Kind]Gate{finding.DataRace: Race, finding.TestFailure: Property, finding.Panic: Property,
		finding.Fatal: Property, finding.DeadlockKind: Liveness, finding.Leak: Liveness, finding.Hang: Liveness} {
		if got := GateOf(k); got != want {
			t.Errorf("%s closes %s, want %s", k, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	for _, e := range exercises(t) {
		seen := map[string]bool{}
		for i, h := range e.Hints() {
			if h == "" || seen[h] {
				t.Errorf("%s: hint %d, %q, says nothing new", e.Name, i+1, h)
			}
			seen[h] = true
		}
	}
}

func TestState(t *testing.T) {
	dir := t.TempDir()
	s, err := LoadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s.Note("a", &Check{Failed: [3]bool{Race: true}}, now)
	s.Note("b", &Check{}, now.Add(time.Minute))
	s.Note("b", &Check{Guards: []string{"it sleeps"}}, now.Add(time.Hour))
	if err := s.Save(dir); err != nil {
		t.Fatal(err)
	}
	again, err := LoadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, again); diff != "" {
		t.Error(diff)
	}
	a, b := again.Of("a"), again.Of("b")
	if a.Passed || a.Gates != [3]bool{false, true, true} || a.Attempts != 1 {
		t.Errorf("a: %+v", a)
	}
	if !b.Passed || b.Attempts != 2 || !b.Done.Equal(now.Add(time.Minute)) {
		t.Errorf("what is passed stays passed: %+v", b)
	}
	all := []*Exercise{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	for _, c := range []struct{ after, want string }{{"", "a"}, {"a", "c"}, {"c", "a"}} {
		if e := again.Next(all, c.after); e == nil || e.Name != c.want {
			t.Errorf("after %q comes %v, want %s", c.after, e, c.want)
		}
	}
	again.Of("a").Passed, again.Of("c").Passed = true, true
	if e := again.Next(all, "a"); e != nil {
		t.Errorf("after the last comes %s", e.Name)
	}
}

func TestBadState(t *testing.T) {
	for _, c := range []struct{ reason, text, want string }{
		{"not JSON", "{", "delete it to begin anew"},
		{"of a later racekit", `{"version":9}`, "version 9"},
	} {
		dir := t.TempDir()
		if err := write(filepath.Join(dir, StateFile), c.text); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadState(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.reason, err, c.want)
		}
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"version":1,"current":"a","exercises":{"a":{"attempts":1,"gates":[true,false,true]},"b":null}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := write(filepath.Join(dir, StateFile), string(text)); err != nil {
			t.Fatal(err)
		}
		if s, err := LoadState(dir); err == nil {
			s.Note("a", &Check{}, time.Unix(0, 0).UTC())
			if err := s.Save(dir); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	all := exercises(t)
	if err := Init(dir, all); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "README.md", StateFile, all[0].Name + "/" + CodeFile, all[0].Name + "/" + TestFile, all[0].Name + "/README.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if err := Init(dir, all); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("a folder in use: %v", err)
	}
	files, err := all[0].Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want, err := all[0].Files()
	if err != nil {
		t.Fatal(err)
	}
	delete(want, "README.md")
	if diff := cmp.Diff(want, files); diff != "" {
		t.Error(diff)
	}
}
