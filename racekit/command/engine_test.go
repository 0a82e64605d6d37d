package command

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

// fakeEngine explores programs in memory; records go to a folder of the test.
func fakeEngine(t *testing.T, flags string, programs map[string]fake.Program) *engine {
	t.Helper()
	o := parseOptions(t, flags)
	everything := function{"sample.all", 0, 1 << 30}
	c := &code{funcs: []function{everything}, byName: map[string]function{everything.name: everything}}
	return &engine{
		Binary:  &gocmd.Binary{Pkg: &gocmd.Package{ImportPath: "example.com/sample"}},
		o:       o,
		info:    execution.Info{GoVersion: "go1.26.8 X:some"},
		records: filepath.Join(t.TempDir(), "testdata", "racekit"),
		code:    func() (*code, error) { return c, nil },
		start: func() (execution.Laboratory, func()) {
			return &fake.Lab{Programs: programs}, func() {}
		},
	}
}

func (e *engine) mustExplore(t *testing.T, test string) exploration {
	t.Helper()
	x, err := e.Explore(t.Context(), test, func(counts) {})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (e *engine) saved(t *testing.T) []string {
	t.Helper()
	files, err := finding.Saved(e.records, "")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// recorded reports whether a recorded schedule showed the finding.
func recorded(f found) bool { return f.Record != "" && f.Of == 0 }

// A finding is recorded; the next run shows it from the record, without a
// second file; the mended program passes.
func TestEngineRecordsAndReplays(t *testing.T) {
	for name, program := range map[string]fake.Program{"atomic": fake.LostUpdate(), "with sites": fake.LostWrite(), "deadlock": fake.ABBA()} {
		t.Run(name, func(t *testing.T) {
			programs := map[string]fake.Program{"TestX": program}
			e := fakeEngine(t, "-n 300", programs)
			first := e.mustExplore(t, "TestX")
			if len(first.Findings) != 1 || recorded(first.Findings[0]) {
				t.Fatalf("findings are %+v, want one that was explored", first.Findings)
			}
			if first.Schedules > 300 || first.Distinct < 2 || first.Coverage.Extent != explore.Complete {
				t.Errorf("explored %d schedules, %d distinct, %v", first.Schedules, first.Distinct, first.Coverage)
			}
			files := e.saved(t)
			if len(files) != 1 || filepath.Base(files[0]) != first.Findings[0].ID {
				t.Fatalf("records are %q, want one named %s", files, first.Findings[0].ID)
			}
			if got := first.Findings[0].Record; got != files[0] {
				t.Errorf("the finding's record is %q, want %q", got, files[0])
			}

			again := e.mustExplore(t, "TestX")
			if len(again.Findings) != 1 || !recorded(again.Findings[0]) || again.Findings[0].ID != first.Findings[0].ID {
				t.Errorf("findings are %+v, want the recorded one", again.Findings)
			}
			if n := len(e.saved(t)); n != 1 {
				t.Errorf("%d records, want 1", n)
			}

			programs["TestX"] = fake.Counter()
			mended := e.mustExplore(t, "TestX")
			if len(mended.Findings) > 0 {
				t.Errorf("the mended program has findings: %+v", mended.Findings)
			}
		})
	}
}

// A record that no longer fits is said so, and replaced if the finding is
// still there.
func TestEngineDiverged(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	e := fakeEngine(t, "-n 300 -strategy walk", programs)
	e.mustExplore(t, "TestX")
	file := e.saved(t)[0]
	rec, err := finding.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	lucky := rec.Strategy
	rec.Decisions, rec.Strategy = []uint32{1, 1, 77, 1}, "fifo"
	if _, _, err := finding.Save(e.records, rec, true); err != nil {
		t.Fatal(err)
	}
	x := e.mustExplore(t, "TestX")
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "the program no longer matches the record: at step 3 of ") || !strings.Contains(notes, "G77 was to run and could not") {
		t.Errorf("notes are %q", notes)
	}
	if len(x.Findings) != 1 || recorded(x.Findings[0]) {
		t.Errorf("findings are %+v, want one that was explored", x.Findings)
	}
	if again := e.mustExplore(t, "TestX"); len(again.Notes) > 0 || !recorded(again.Findings[0]) {
		t.Errorf("the record was not replaced: %+v", again)
	}

	// One that shows its finding on another way is both.
	rec.Decisions, rec.Strategy = []uint32{1, 1, 77, 1}, lucky
	if _, _, err := finding.Save(e.records, rec, true); err != nil {
		t.Fatal(err)
	}
	x = e.mustExplore(t, "TestX")
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "no longer matches the record: at step 3 of ") || strings.Contains(notes, "delete") {
		t.Errorf("notes are %q", notes)
	}
	if len(x.Findings) != 1 || !recorded(x.Findings[0]) {
		t.Errorf("findings are %+v, want that of the record", x.Findings)
	}
}

// A filter may leave out the subtest that fails: a record that shows nothing is
// not doubted then.
func TestEngineFiltered(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	e := fakeEngine(t, "-n 300", programs)
	e.mustExplore(t, "TestX")
	programs["TestX"] = fake.Counter()
	for _, tt := range []struct {
		flags string
		doubt bool
	}{{"", true}, {"-run TestX", true}, {"-run TestX/a", false}, {"-skip TestX/b", false}, {"-skip TestY/b", true}} {
		e.o = parseOptions(t, "-n 300 "+tt.flags)
		if x := e.mustExplore(t, "TestX"); len(x.Notes) > 0 != tt.doubt || len(x.Findings) > 0 {
			t.Errorf("%q: notes are %q", tt.flags, x.Notes)
		}
	}
}

func TestEngineDamagedRecord(t *testing.T) {
	e := fakeEngine(t, "-n 50 -strategy walk", map[string]fake.Program{"TestX": fake.Counter()})
	file := finding.File(e.records, "TestX", "0123456789abcdef")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("nonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	x := e.mustExplore(t, "TestX")
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "a record was not replayed: "+file+": line 1: ") {
		t.Errorf("notes are %q", notes)
	}
	if x.failure() != nil || x.Schedules != 50 {
		t.Errorf("the test was not explored: %+v", x)
	}
}

func TestEngineNoRecord(t *testing.T) {
	e := fakeEngine(t, "-n 300 -norecord", map[string]fake.Program{"TestX": fake.LostUpdate()})
	if x := e.mustExplore(t, "TestX"); x.failure() == nil {
		t.Error("nothing was found")
	}
	if _, err := os.Stat(e.records); err == nil {
		t.Error("records were written")
	}
}

func TestEngineExplainsOneOfFindingsAlike(t *testing.T) {
	programs := map[string]fake.Program{"TestX": {fake.Go(fake.Yield(), fake.Panic("a")), fake.Go(fake.Yield(), fake.Panic("b"))}}
	for _, all := range []bool{true, false} {
		e := fakeEngine(t, "-n 50 -norecord", programs)
		if !all {
			e.o.alike = func(finding.Kind) int { return 0 }
		}
		x := e.mustExplore(t, "TestX")
		if len(x.Findings) != 2 {
			t.Fatalf("%d findings, want a panic of each goroutine", len(x.Findings))
		}
		if first, second := x.Findings[0].Trace != nil, x.Findings[1].Trace != nil; !first || second != all {
			t.Errorf("all are asked for: %v; the first is explained: %v, the second: %v", all, first, second)
		}
	}
}

// The seed, not the number of workers, decides what is found.
func TestEngineDeterministic(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	one := fakeEngine(t, "-n 300 -p 1", programs).mustExplore(t, "TestX")
	four := fakeEngine(t, "-n 300 -p 4", programs).mustExplore(t, "TestX")
	if one.Schedules != four.Schedules || one.Distinct != four.Distinct || one.Findings[0].Schedule != four.Findings[0].Schedule {
		t.Errorf("one worker: %d schedules, %d distinct, found in %d; four: %d, %d, %d", one.Schedules, one.Distinct,
			one.Findings[0].Schedule, four.Schedules, four.Distinct, four.Findings[0].Schedule)
	}
}

func TestEngineInterrupted(t *testing.T) {
	e := fakeEngine(t, "-n 300", map[string]fake.Program{"TestX": fake.LostUpdate()})
	ctx, cancel := context.WithCancel(t.Context())
	x, err := e.Explore(ctx, "TestX", func(c counts) {
		if c.Findings > 0 {
			cancel()
		}
	})
	if err == nil {
		t.Error("an interrupted exploration ended well")
	}
	if x.Elapsed == 0 || len(x.Findings) != 1 || len(e.saved(t)) != 1 {
		t.Errorf("what was found before the interrupt is lost: %+v", x)
	}
}
