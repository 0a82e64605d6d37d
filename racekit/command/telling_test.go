package command

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

func TestTellingNote(t *testing.T) {
	budget := explore.Budget{Time: 10 * time.Second}
	for _, tt := range []struct {
		reason string
		tell   telling
		want   string
	}{
		{"nothing was cut", telling{n: 3}, ""},
		{"a single finding", telling{n: 1, unshrunk: 1}, "not shrunk: the budget of 10s was used up (-budget)"},
		{"in part", telling{n: 2, partly: 1, plain: 1}, "of 2 findings, 1 not shrunk to the end, 1 without the stack of each step: the budget of 10s was used up (-budget)"},
		{"some of several", telling{n: 17, unshrunk: 11, partly: 2}, "of 17 findings, 11 not shrunk, 2 not shrunk to the end: the budget of 10s was used up (-budget)"},
		{"not even replayed", telling{n: 1, unsure: 1}, "not replayed: the budget of 10s was used up (-budget)"},
	} {
		tt.tell.budget = budget
		if got := tt.tell.note(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// slowly gives an engine a clock that moves by d with each execution.
func slowly(e *engine, d time.Duration) (took func() time.Duration) {
	var mu sync.Mutex
	begin := time.Unix(1000, 0)
	now := begin
	pass := func(d time.Duration) time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
		return now
	}
	start := e.start
	e.start = func() (execution.Laboratory, func()) {
		lab, end := start()
		lab.(*fake.Lab).Before = func(execution.Spec) { pass(d) }
		return lab, end
	}
	e.now = func() time.Time { return pass(0) }
	return func() time.Duration { return pass(0).Sub(begin) }
}

// failures is a program with n findings that show soon.
func failures(n int) (out fake.Program) {
	for i := range n {
		v := fmt.Sprintf("c%d", i)
		out = append(out, fake.Go(fake.Load(v), fake.Store(v, 1)), fake.Go(fake.Load(v), fake.Store(v, 1)))
	}
	out = append(out, fake.Join())
	for i := range n {
		out = append(out, fake.Load(fmt.Sprintf("c%d", i)), fake.If(1, fake.Panic("lost")))
	}
	return out
}

// A test's time is half as much again as its budget, and one execution.
func TestTimeOfATest(t *testing.T) {
	always := fake.Program{fake.Go(fake.Yield()), fake.Join(), fake.Panic("boom")} // two goroutines: a matter of the schedule
	for _, tt := range []struct {
		reason   string
		flags    string
		each     time.Duration
		program  fake.Program
		findings int
		note     string
	}{
		{"there is time for all", "-n 60 -p 1 -budget 10m", 10 * time.Millisecond, failures(1), 1, ""},
		{"many findings, of which only some are shrunk", "-n 60 -p 1 -budget 10s", 100 * time.Millisecond, failures(6), 2, " not shrunk"},
		{"one finding, and slow executions", "-n 60 -p 1 -budget 10s", 2500 * time.Millisecond, failures(1), 1, "not shrunk: the budget of 10s was used up (-budget)"},
		{"time to replay it, and no more", "-n 60 -p 1 -budget 10s", 12 * time.Second, always, 1, "not shrunk: the budget of 10s was used up (-budget)"},
		{"no time to replay it", "-n 60 -p 1 -budget 10s", 16 * time.Second, always, 1, "not replayed: the budget of 10s was used up (-budget)"},
		{"without limit", "-n 60 -p 1 -budget 0", time.Hour, failures(1), 1, ""},
	} {
		e := fakeEngine(t, tt.flags, map[string]fake.Program{"TestX": tt.program})
		took := slowly(e, tt.each)
		x := e.mustExplore(t, "TestX")
		if len(x.Findings) < tt.findings {
			t.Errorf("%s: %d findings, want %d", tt.reason, len(x.Findings), tt.findings)
		}
		if notes := strings.Join(x.Notes, "\n"); !strings.HasSuffix(notes, tt.note) && !strings.Contains(notes, tt.note+",") && !strings.Contains(notes, tt.note+":") || tt.note == "" && notes != "" {
			t.Errorf("%s: notes %q, want %q", tt.reason, x.Notes, tt.note)
		}
		if most := e.o.Budget + e.o.Budget/2 + tt.each; e.o.Budget > 0 && took() > most {
			t.Errorf("%s: it took %v, want at most %v", tt.reason, took(), most)
		}
	}
}

func TestRecordsThatThereIsNoTimeFor(t *testing.T) {
	e := fakeEngine(t, "-n 200 -p 1 -budget 10s", map[string]fake.Program{"TestX": twoPanics()})
	e.mustExplore(t, "TestX")
	if n := len(e.saved(t)); n != 2 {
		t.Fatalf("%d records, want 2", n)
	}
	took := slowly(e, 6*time.Second)
	x := e.mustExplore(t, "TestX")
	if want := "1 record not replayed: the budget of 10s was used up (-budget)"; !slices.Contains(x.Notes, want) {
		t.Errorf("notes %q, want %q", x.Notes, want)
	}
	if took() > 21*time.Second {
		t.Errorf("it took %v with a budget of 10s and executions of 6s", took())
	}
}

func twoPanics() fake.Program {
	return fake.Program{fake.Go(fake.Store("x", 1)), fake.Go(fake.Store("y", 1)), fake.Load("x"), fake.If(1, fake.Panic("x")), fake.Load("y"), fake.If(1, fake.Panic("y"))}
}

// A record says that its test cannot run twice in a process, and is replayed so.
func TestRecordOfATestThatCannotRunTwice(t *testing.T) {
	once := fake.Program{fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(2, fake.Panic("registered twice")), fake.Set(0)}
	e := fakeEngine(t, "-n 60", map[string]fake.Program{"TestX": slices.Concat(once, fake.LostUpdate())})
	x := e.mustExplore(t, "TestX")
	if len(x.Findings) != 1 || x.Findings[0].Finding.Kind != finding.TestFailure {
		t.Fatalf("findings %+v, want the lost update", x.Findings)
	}
	rec, err := finding.Load(e.saved(t)[0])
	if err != nil || !rec.Isolated {
		t.Fatalf("record %+v, %v; want one that is isolated", rec, err)
	}
	again := e.mustExplore(t, "TestX")
	if len(again.Findings) != 1 || !recorded(again.Findings[0]) || len(again.Notes) != 1 {
		t.Errorf("findings %+v, notes %q; want the recorded one", again.Findings, again.Notes)
	}
}
