package learn

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
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
	if testing.Short() {
		t.Skip("type-checks the standard library, and each variant of the catalogue")
	}
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
	e := exercise(t, "04-lost-update")
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
		if got := named(e.Diagnose(files[CodeFile], v.Want)); got != want {
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
	lost := scenario.Verdict{Effect: scenario.Invariant}
	if got := named(e.Diagnose(mine, lost)); got != "atomic Load then Store" {
		t.Errorf("with other names it is diagnosed as %q", got)
	}
	if got := named(e.Diagnose(mine, scenario.Verdict{Effect: scenario.Leak})); got != "" {
		t.Errorf("what fails in another way is diagnosed as %q", got)
	}
	abba := exercise(t, "29-abba")
	files, err := abba.With(abba.Starter)
	if err != nil {
		t.Fatal(err)
	}
	for effect, want := range map[scenario.Effect]string{scenario.Deadlock: abba.Starter.Name, scenario.Livelock: ""} {
		if got := named(abba.Diagnose(files[CodeFile], scenario.Verdict{Effect: effect})); got != want {
			t.Errorf("its %s is diagnosed as %q, want %q", effect, got, want)
		}
	}
	if got := named(e.Diagnose("package lostupdate\n\nfunc subject(int) counter { panic(1) }\n", lost)); got != "" {
		t.Errorf("what is like nothing is diagnosed as %q", got)
	}
}

func TestGuards(t *testing.T) {
	e := exercise(t, "04-lost-update")
	good, err := e.With(e.Solutions()[0])
	if err != nil {
		t.Fatal(err)
	}
	// with adds an import, which may have a name, and code.
	with := func(imports, code string) func(map[string]string) {
		return func(f map[string]string) {
			head, rest, _ := strings.Cut(f[CodeFile], "\n")
			if name, path, ok := strings.Cut(imports, "="); ok {
				head += fmt.Sprintf("\nimport %s %q\n", name, path)
			} else if imports != "" {
				head += fmt.Sprintf("\nimport %q\n", imports)
			}
			f[CodeFile] = head + rest + "\n" + code + "\n"
		}
	}
	for _, c := range []struct {
		reason   string
		change   func(files map[string]string)
		distinct int
		want     string
	}{
		{"a fix", func(map[string]string) {}, 2, ""},
		{"a test that is made to pass", func(f map[string]string) { f[TestFile] = "package lostupdate\n" }, 2, "exercise_test.go was changed"},
		{"a test that is gone", func(f map[string]string) { delete(f, TestFile) }, 2, "exercise_test.go was changed"},
		{"a test beside", func(f map[string]string) { f["main_test.go"] = "package lostupdate\n" }, 2, "main_test.go does not belong to the exercise"},
		{"a sleep for synchronization", with("time", "func f() { time.Sleep(1) }"), 2, "a sleep synchronizes nothing"},
		{"under another name", with("zzz=time", "var f = zzz.Sleep"), 2, "a sleep synchronizes nothing"},
		{"without a name", with(".=time", "func f() { Sleep(1) }"), 2, "a sleep synchronizes nothing"},
		{"a timer in its place", with("time", "func f() { <-time.After(1) }"), 2, "it waits for a timer"},
		{"a context in its place", with("context", "var f = context.WithTimeout"), 2, "it waits for a timer"},
		{"no detector", with("", "//go:norace\nfunc f() {}"), 2, "//go:norace hides memory"},
		{"no detector, by call", with("runtime", "func f() { runtime.RaceDisable() }"), 2, "runtime.RaceDisable hides memory"},
		{"no types", with("unsafe", "var f unsafe.Pointer"), 2, `import "unsafe" hides memory`},
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

// TestSerial: where the code starts the goroutines, it is not to do without,
// unless a known fix does.
func TestSerial(t *testing.T) {
	for _, c := range []struct{ reason, id, want string }{
		{"every fix starts goroutines", "loopvar-capture", "it no longer starts a goroutine"},
		{"a fix starts none", "generator-leak", ""},
	} {
		all := exercises(t)
		e := all[slices.IndexFunc(all, func(e *Exercise) bool { return e.Scenario.ID == c.id })]
		files, err := e.With(e.Starter)
		if err != nil {
			t.Fatal(err)
		}
		files[CodeFile] = "package x\n"
		bad, err := e.Guards(files, 1)
		if got := strings.Join(bad, "\n"); err != nil || (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, %v; want %q", c.reason, got, err, c.want)
		}
	}
}

func TestBench(t *testing.T) {
	e := exercise(t, "04-lost-update")
	trials, err := Trials([]*Exercise{e, exercise(t, "10-lost-update")})
	if err != nil {
		t.Fatal(err)
	}
	files, err := Bench(trials)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[int]bool{}
	for _, trial := range trials {
		numbers[trial.Number] = true
		if files[fmt.Sprintf("trial%d/%s", trial.Number, CodeFile)] != trial.Files[CodeFile] {
			t.Errorf("%s, %q is not in the bench", trial.Exercise.Name, trial.Variant.Name)
		}
	}
	if len(numbers) >= len(trials) {
		t.Errorf("%d trials are %d packages: the same code is built twice", len(trials), len(numbers))
	}
	f, err := parser.ParseFile(token.NewFileSet(), "bench_test.go", files["bench_test.go"], 0)
	if err != nil {
		t.Fatal(err)
	}
	for n := range numbers {
		for _, name := range []string{Test, TestMore} {
			trial := Trial{Number: n}
			if f.Scope.Lookup(trial.TestOf(name)) == nil {
				t.Errorf("there is no %s", trial.TestOf(name))
			}
		}
	}
	if f.Scope.Lookup(fmt.Sprintf("%s%d", Test, len(numbers))) != nil {
		t.Error("there is one test too many")
	}
}

func TestDiffers(t *testing.T) {
	e := exercise(t, "04-lost-update")
	fix, wrong := Trial{Exercise: e, Variant: e.Solutions()[0]}, Trial{Exercise: e, Variant: e.Starter}
	for _, c := range []struct {
		reason string
		trial  Trial
		check  Check
		want   string
	}{
		{"a fix that passes", fix, Check{}, ""},
		{"a fix that fails", fix, Check{Failed: [3]bool{Race: true}}, `declared "silent / holds", graded race FAILS`},
		{"a fix that is held back", fix, Check{Guards: []string{"it sleeps"}}, "held back: it sleeps"},
		{"a starter that fails as declared", wrong, Check{Failed: [3]bool{Race: true, Property: true}}, ""},
		{"a starter that passes", wrong, Check{}, "graded race ok"},
		{"a starter under another name", wrong, Check{Failed: [3]bool{Race: true, Property: true}, Mistake: e.Others[len(e.Others)-1]}, "it is taken for"},
		{"code that does not build", fix, Check{Said: "undefined: x"}, "undefined: x"},
		{"no end", fix, Check{Unfinished: "the test runs for ever"}, "runs for ever"},
	} {
		if got := c.trial.Differs(&c.check); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestDrills(t *testing.T) {
	drills := Drills(scenarios.Sources, scenarios.All)
	seen := map[string]bool{}
	for i, d := range drills {
		seen[d.Scenario.ID] = true
		if testing.Short() && i%8 != 0 {
			continue
		}
		files, err := Drill(d)
		if err != nil {
			t.Error(err)
		}
		if files[d.Name+"/"+CodeFile] == "" || files["go.mod"] == "" {
			t.Errorf("the drill %s, %q is not whole", d.Name, d.Starter.Name)
		}
		property, err := d.Property()
		if err != nil || !strings.Contains(property, "func "+Test+"(") || strings.Contains(property, "import") || strings.Contains(property, "workload map") {
			t.Errorf("%s: how it is used: %v\n%s", d.Name, err, property)
		}
	}
	for _, e := range exercises(t) {
		if !seen[e.Scenario.ID] {
			t.Errorf("%s is in the curriculum, and there is no drill of it", e.Scenario.ID)
		}
	}
	if len(drills) < len(exercises(t))*4 {
		t.Errorf("only %d drills", len(drills))
	}
}

// TestVendored: what learners get of x/sync is what racekit requires.
func TestVendored(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Version}}\t{{.Dir}}", xsyncModule).Output()
	if err != nil {
		t.Fatal(err)
	}
	version, dir, _ := strings.Cut(strings.TrimSpace(string(out)), "\t")
	if version != xsyncVersion {
		t.Errorf("racekit requires %s, learners get %s", version, xsyncVersion)
	}
	files, err := module()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range xsyncPackages {
		want, err := os.ReadFile(filepath.Join(dir, name, name+".go"))
		if err != nil {
			t.Fatal(err)
		}
		if got := files["vendor/"+xsyncModule+"/"+name+"/"+name+".go"]; got != string(want) {
			t.Errorf("%s is not as it is in %s", name, version)
		}
	}
}

func TestAlso(t *testing.T) {
	for kind, want := range map[finding.Kind]scenario.Verdict{
		finding.DataRace:     {Race: true},
		finding.TestFailure:  {Effect: scenario.Invariant},
		finding.DeadlockKind: {Effect: scenario.Deadlock},
		finding.Hang:         {Effect: scenario.Livelock},
		finding.Leak:         {Effect: scenario.Leak},
		finding.Panic:        {Effect: scenario.Panic},
		finding.Exit:         {Effect: scenario.Fatal},
	} {
		if got := Also(scenario.Verdict{}, kind); got != want {
			t.Errorf("%s makes %q, want %q", kind, got, want)
		}
		if got := Also(scenario.Verdict{Race: true}, kind); got != (scenario.Verdict{Race: true, Effect: want.Effect}) {
			t.Errorf("a race and %s make %q", kind, got)
		}
	}
}

func TestChanged(t *testing.T) {
	e := exercise(t, "04-lost-update")
	files, err := e.With(e.Starter)
	if err != nil {
		t.Fatal(err)
	}
	code := files[CodeFile]
	for _, c := range []struct {
		reason, code string
		want         int
	}{
		{"nothing", code, 0},
		{"empty lines and spaces", "\n" + strings.ReplaceAll(code, "\n", " \n\n"), 0},
		{"one line more", code + "var x int\n", 1},
		{"one line less", strings.Replace(code, "func (c *plainCounter) Inc(int) { c.n++ }\n", "", 1), 0},
		{"one line is another", strings.Replace(code, "c.n++", "c.n += 1", 1), 1},
		{"all of it", "a\nb\n", 2},
	} {
		if got := e.Changed(c.code); got != c.want {
			t.Errorf("%s: %d lines, want %d", c.reason, got, c.want)
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
		{"not JSON", "{", "delete it to start over"},
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
