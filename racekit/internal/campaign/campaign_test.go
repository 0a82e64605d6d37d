package campaign

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
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// inMemory explores TestX of programs in memory, in n schedules; records go to a
// folder of the test.
func inMemory(t *testing.T, n int, programs map[string]fake.Program) *Campaign {
	t.Helper()
	return &Campaign{
		Lab: &fake.Lab{Programs: programs},
		Explore: explore.Config{Base: execution.Spec{Test: "TestX", Seed: 1, Leaks: true}, N: n, Parallel: 2, KeepGoing: true, Exhaustive: true,
			Strategies: explore.Mix()},
		Race: true,
		Records: &Records{
			Root:  filepath.Join(t.TempDir(), "testdata", "racekit"),
			Build: record.Build{Package: "example.com/sample", Go: "go1.26.8 X:some", Race: true, Code: func() (record.Code, error) { return everything{}, nil }},
			Keep:  true,
			Story: func(f Finding) []string { return []string{f.Test + ": " + string(f.Finding.Kind)} },
		},
		Words: Words{Budget: "-budget"},
	}
}

// everything is code of one function.
type everything struct{}

func (everything) Site(pc uint32) (record.Site, bool) {
	return record.Site{Func: "sample.all", Offset: pc}, true
}
func (everything) Offset(s record.Site) (uint32, bool) { return s.Offset, true }

// walk explores by random walks, which ends with no search.
func (c *Campaign) walk() *Campaign {
	c.Explore.Strategies = []sched.Config{{Kind: sched.RandomWalk}}
	return c
}

// mustRun runs a copy of c in other processes: what one campaign knows, the next
// does not.
func (c *Campaign) mustRun(t *testing.T) Result {
	t.Helper()
	one, lab := *c, c.Lab.(*fake.Lab)
	one.Lab = &fake.Lab{Programs: lab.Programs, Before: lab.Before}
	r, err := one.Run(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (c *Campaign) saved(t *testing.T) []string {
	t.Helper()
	files, err := record.Saved(c.Records.Root, "")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// recorded reports whether a recorded schedule showed the finding.
func recorded(f Finding) bool { return f.Record != "" && f.Of == 0 }

// A finding is recorded; the next run shows it from the record, without a
// second file; the fixed program passes.
func TestRecordsAndReplays(t *testing.T) {
	for name, program := range map[string]fake.Program{"atomic": fake.LostUpdate(), "with sites": fake.LostWrite(), "deadlock": fake.ABBA()} {
		t.Run(name, func(t *testing.T) {
			programs := map[string]fake.Program{"TestX": program}
			c := inMemory(t, 300, programs)
			first := c.mustRun(t)
			if len(first.Findings) != 1 || recorded(first.Findings[0]) {
				t.Fatalf("findings are %+v, want one that was explored", first.Findings)
			}
			if first.Schedules > 300 || first.Distinct < 2 || first.Coverage.Extent != explore.Complete {
				t.Errorf("explored %d schedules, %d distinct, %v", first.Schedules, first.Distinct, first.Coverage)
			}
			files := c.saved(t)
			if len(files) != 1 || filepath.Base(files[0]) != first.Findings[0].ID {
				t.Fatalf("records are %q, want one named %s", files, first.Findings[0].ID)
			}
			if got := first.Findings[0].Record; got != files[0] {
				t.Errorf("the finding's record is %q, want %q", got, files[0])
			}

			again := c.mustRun(t)
			if len(again.Findings) != 1 || !recorded(again.Findings[0]) || again.Findings[0].ID != first.Findings[0].ID {
				t.Errorf("findings are %+v, want the recorded one", again.Findings)
			}
			if n := len(c.saved(t)); n != 1 {
				t.Errorf("%d records, want 1", n)
			}

			programs["TestX"] = fake.Counter()
			fixed := c.mustRun(t)
			if len(fixed.Findings) > 0 {
				t.Errorf("the fixed program has findings: %+v", fixed.Findings)
			}
		})
	}
}

// A record that no longer fits is said so, and replaced if the finding is
// still there.
func TestDiverged(t *testing.T) {
	c := inMemory(t, 300, map[string]fake.Program{"TestX": fake.LostUpdate()}).walk()
	c.mustRun(t)
	file := c.saved(t)[0]
	rec, err := record.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	lucky := rec.Strategy
	rec.Decisions, rec.Strategy = []uint32{1, 1, 77, 1}, "fifo"
	if _, _, err := record.Save(c.Records.Root, rec, true); err != nil {
		t.Fatal(err)
	}
	x := c.mustRun(t)
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "the program no longer matches the record: at step 3 of ") || !strings.Contains(notes, "G77 was to run and could not") {
		t.Errorf("notes are %q", notes)
	}
	if len(x.Findings) != 1 || recorded(x.Findings[0]) {
		t.Errorf("findings are %+v, want one that was explored", x.Findings)
	}
	if again := c.mustRun(t); len(again.Notes) > 0 || !recorded(again.Findings[0]) {
		t.Errorf("the record was not replaced: %+v", again)
	}

	// One that shows its finding on another way is both.
	rec.Decisions, rec.Strategy = []uint32{1, 1, 77, 1}, lucky
	if _, _, err := record.Save(c.Records.Root, rec, true); err != nil {
		t.Fatal(err)
	}
	x = c.mustRun(t)
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "no longer matches the record: at step 3 of ") || strings.Contains(notes, "delete") {
		t.Errorf("notes are %q", notes)
	}
	if len(x.Findings) != 1 || !recorded(x.Findings[0]) {
		t.Errorf("findings are %+v, want that of the record", x.Findings)
	}
}

// A filter may leave out the subtest that fails: a record that shows nothing is
// not doubted then.
func TestFiltered(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	c := inMemory(t, 300, programs)
	c.mustRun(t)
	programs["TestX"] = fake.Counter()
	for _, partial := range []bool{false, true} {
		c.Records.Partial = func(string) bool { return partial }
		if x := c.mustRun(t); len(x.Notes) > 0 == partial || len(x.Findings) > 0 {
			t.Errorf("some subtests may be left out: %v; notes are %q", partial, x.Notes)
		}
	}
}

func TestDamagedRecord(t *testing.T) {
	c := inMemory(t, 50, map[string]fake.Program{"TestX": fake.Counter()}).walk()
	file := record.File(c.Records.Root, "TestX", "0123456789abcdef")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("nonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	x := c.mustRun(t)
	if notes := strings.Join(x.Notes, "\n"); !strings.Contains(notes, "a record was not replayed: "+file+": line 1: ") {
		t.Errorf("notes are %q", notes)
	}
	if x.Failure() != nil || x.Schedules != 50 {
		t.Errorf("the test was not explored: %+v", x)
	}
}

func TestNoRecord(t *testing.T) {
	c := inMemory(t, 300, map[string]fake.Program{"TestX": fake.LostUpdate()})
	c.Records.Keep = false
	if x := c.mustRun(t); x.Failure() == nil {
		t.Error("nothing was found")
	}
	if _, err := os.Stat(c.Records.Root); err == nil {
		t.Error("records were written")
	}
}

func TestExplainsOneOfFindingsAlike(t *testing.T) {
	programs := map[string]fake.Program{"TestX": {fake.Go(fake.Yield(), fake.Panic("a")), fake.Go(fake.Yield(), fake.Panic("b"))}}
	for _, all := range []bool{true, false} {
		c := inMemory(t, 50, programs)
		if !all {
			c.Alike = func(finding.Kind) int { return 0 }
		}
		x := c.mustRun(t)
		if len(x.Findings) != 2 {
			t.Fatalf("%d findings, want a panic of each goroutine", len(x.Findings))
		}
		if first, second := x.Findings[0].Trace != nil, x.Findings[1].Trace != nil; !first || second != all {
			t.Errorf("all are asked for: %v; the first is explained: %v, the second: %v", all, first, second)
		}
	}
}

// The seed, not the number of workers, decides what is found.
func TestDeterministic(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	of := func(workers int) Result {
		c := inMemory(t, 300, programs)
		c.Explore.Parallel = workers
		return c.mustRun(t)
	}
	one, four := of(1), of(4)
	if one.Schedules != four.Schedules || one.Distinct != four.Distinct || one.Findings[0].Schedule != four.Findings[0].Schedule {
		t.Errorf("one worker: %d schedules, %d distinct, found in %d; four: %d, %d, %d", one.Schedules, one.Distinct,
			one.Findings[0].Schedule, four.Schedules, four.Distinct, four.Findings[0].Schedule)
	}
}

func TestInterrupted(t *testing.T) {
	c := inMemory(t, 300, map[string]fake.Program{"TestX": fake.LostUpdate()})
	ctx, cancel := context.WithCancel(t.Context())
	x, err := c.Run(ctx, func(ev explore.Event) {
		if ev.Findings > 0 {
			cancel()
		}
	})
	if err == nil {
		t.Error("an interrupted exploration ended well")
	}
	if x.Elapsed == 0 || len(x.Findings) != 1 || len(c.saved(t)) != 1 {
		t.Errorf("what was found before the interrupt is lost: %+v", x)
	}
}
