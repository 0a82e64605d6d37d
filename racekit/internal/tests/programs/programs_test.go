package programs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/tests/generated"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

const (
	programsShort = 40     // of an ordinary run; .ci/run has 300
	programsLong  = 10_000 // with RACEKIT_LONG=1

	// programSchedules is how many of a program are tried, programSteps how
	// long one of them may be.
	programSchedules = 200
	programSteps     = 200_000
)

// wentWrong are programs of which racekit once had a wrong verdict, that no
// other test stands for. They are judged in every run.
var wentWrong = [...]int{
	5494, // it looked at the clock between looks at something else, and gave way to nobody
	7572, // pollers held up for milliseconds whom a timer had woken
	8181, // who had been looked at was told by address, which is another in another process
}

// A verdict is what racekit says of a program, compared with what is right.
type verdict string

const (
	passed   verdict = "passed"
	verified verdict = "verified"
	found    verdict = "found"
	foundOdd verdict = "found, of another kind"
	missed   verdict = "missed"
	alarm    verdict = "FALSE ALARM"
	lied     verdict = "FALSE VERIFIED"
	trouble  verdict = "TROUBLE"
)

func (v verdict) wrong() bool { return v == alarm || v == lied || v == trouble }

// judgeProgram compares the result of an exploration with the truth. onTime
// reports whether timers on time show the fault.
func judgeProgram(fault *generated.Fault, onTime func() bool, r *explore.Result, err error) (v verdict, why string) {
	switch {
	case err != nil:
		return trouble, err.Error()
	case r.Reason == explore.NotRun || r.Reason == explore.Whole || r.Reason == explore.Interrupted:
		return trouble, fmt.Sprintf("it was not explored: reason %d", r.Reason)
	case r.Limited > 0:
		return trouble, fmt.Sprintf("a limit of the tools: %s", r.Limit)
	case fault == nil && len(r.Findings) > 0:
		f := r.Findings[0]
		return alarm, fmt.Sprintf("%s: %s (schedule %d, %s)", f.Kind, f.Message, f.First, f.Verdict)
	case fault == nil && r.Reason == explore.Endless:
		return trouble, "the default schedule has no end"
	case fault == nil && r.Isolated:
		return trouble, "it is believed not to run twice in a process"
	case fault == nil && r.Coverage.Extent == explore.Complete:
		return verified, r.Coverage.String()
	case fault == nil:
		return passed, r.Coverage.Why
	}
	for _, f := range r.Findings {
		switch {
		case f.Verdict != explore.Replayable:
			return trouble, fmt.Sprintf("%s: %s: the finding %s", f.Kind, f.Message, f.Verdict)
		case !slices.Contains(fault.Kinds, string(f.Kind)):
			return foundOdd, fmt.Sprintf("%s: %s (schedule %d), not %s", f.Kind, f.Message, f.First, strings.Join(fault.Kinds, ", "))
		}
	}
	switch {
	case len(r.Findings) > 0:
		return found, ""
	case r.Coverage.Extent != explore.Complete || r.Coverage.OnTime && !onTime():
		return missed, r.Coverage.String() + ", " + r.Coverage.Why
	}
	return lied, r.Coverage.String()
}

// A bench explores one program after the other. What a pool knows of the test
// binary is kept, but not what it learnt of a test.
type bench struct {
	command execution.Command
	pool    *execution.Pool
}

func (b *bench) close() {
	if b.pool != nil {
		b.pool.Close()
		b.pool = nil
	}
}

// judge explores a program and judges what comes of it.
func (b *bench) judge(ctx context.Context, r generated.Recipe, m *generated.Made) (verdict, string) {
	if b.pool == nil {
		b.pool = execution.NewPool(b.command, 1)
	}
	result, err := explore.Explore(ctx, b.pool, explore.Config{
		Base: execution.Spec{Test: "TestProgram", Input: m.Encode(), Seed: 1, Leaks: true, MaxSteps: programSteps, Early: r.Early},
		N:    programSchedules, FirstSteps: 10 * programSteps, Exhaustive: true, Parallel: 1,
	}, nil)
	if err != nil || result.Isolated || slices.ContainsFunc(result.Findings, func(f *explore.Found) bool {
		return f.Kind == finding.Fatal || f.Kind == finding.Hang || f.Kind == finding.Exit
	}) {
		b.close()
	}
	onTime := func() bool {
		shows, known := m.OnTime()
		return shows && known
	}
	return judgeProgram(m.Fault, onTime, &result, err)
}

// No program has a wrong verdict. RACEKIT_PROGRAM=7 looks at that one only, and
// shows it, and so does RACEKIT_PROGRAM with a recipe; RACEKIT_PROGRAM=300-600
// looks at those.
func TestGeneratedPrograms(t *testing.T) {
	first, end, recipe := 0, programsShort, generated.Generate
	if os.Getenv("RACEKIT_LONG") == "1" {
		end = programsLong
	}
	if which := os.Getenv("RACEKIT_PROGRAM"); which != "" {
		from, to, some := strings.Cut(which, "-")
		var err error
		if first, err = strconv.Atoi(from); err != nil {
			r, err := generated.ParseRecipe(which)
			if err != nil {
				t.Fatal(err)
			}
			recipe = func(int) generated.Recipe { return r }
		}
		if end, err = strconv.Atoi(to); !some {
			end = first + 1
			m, _ := recipe(first).Make()
			t.Logf("%s, fault %v:\n%s", recipe(first), m.Fault, m.String())
		} else if err != nil {
			t.Fatal(err)
		}
	}
	all := numbersFrom(first, end, os.Getenv("RACEKIT_PROGRAM") == "")
	dir, err := filepath.Abs(filepath.Join("..", "generated", "testdata", "program"))
	if err != nil {
		t.Fatal(err)
	}
	command := lab.Build(t, dir)
	c := &campaign{T: t, tally: map[verdict]int{}, known: map[string]int{}, unsure: map[string]int{}}
	numbers := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			b := &bench{command: command}
			defer b.close()
			for n := range numbers {
				c.program(b, n, recipe(n))
			}
		})
	}
	for _, n := range all {
		if t.Context().Err() == nil {
			numbers <- n
		}
	}
	close(numbers)
	wg.Wait()
	for _, v := range slices.Sorted(maps.Keys(c.tally)) {
		t.Logf("%5d %s", c.tally[v], v)
	}
	for _, why := range slices.Sorted(maps.Keys(c.unsure)) {
		t.Logf("%5d passed, and were not verified: %s", c.unsure[why], why)
	}
}

// numbersFrom are those of the programs from first to end, and what went wrong
// once if that is wanted.
func numbersFrom(first, end int, once bool) []int {
	var all []int
	for n := first; n < end; n++ {
		all = append(all, n)
	}
	for _, n := range wentWrong {
		if once && n >= end {
			all = append(all, n)
		}
	}
	return all
}

// A campaign judges many programs.
type campaign struct {
	*testing.T

	mu     sync.Mutex
	tally  map[verdict]int
	unsure map[string]int // why programs that passed were not verified
	known  map[string]int // a kind of part that alone goes wrong in a way, and the program that showed it
}

func (c *campaign) program(b *bench, n int, r generated.Recipe) {
	m, ok := r.Make()
	if !ok {
		c.Errorf("program %d: its fault has no place", n)
		return
	}
	v, why := b.judge(c.Context(), r, &m)
	c.mu.Lock()
	c.tally[v]++
	like := 0
	for _, p := range r.Parts {
		like = cmp.Or(like, c.known[way(v, why)+generated.Kinds[p.Kind].Name+p.Fault])
	}
	c.mu.Unlock()
	switch {
	case v.wrong() && like > 0:
		c.Errorf("program %d: %s: %s; it has a part like that of program %d", n, v, why, like)
	case v.wrong():
		c.Error(c.report(b, n, r, v, why))
	case why != "" && v != verified && v != passed:
		c.Logf("program %d (%s): %s: %s", n, r.Fault(), v, why)
	}
	if why != "" && v == passed {
		c.mu.Lock()
		c.unsure[why]++
		c.mu.Unlock()
	}
}

// way is in which way a program goes wrong.
func way(v verdict, why string) string {
	kind, _, _ := strings.Cut(why, ":")
	return fmt.Sprintf("%s %s ", v, kind)
}

// shrinks are how many smaller programs are tried.
const shrinks = 60

// report describes the smallest program that goes wrong like this one.
func (c *campaign) report(b *bench, n int, r generated.Recipe, v verdict, why string) string {
	tries := 0
	small := r.Shrink(func(r generated.Recipe, m generated.Made) bool {
		if tries++; tries > shrinks {
			return false
		}
		w, other := b.judge(c.Context(), r, &m)
		if way(w, other) != way(v, why) {
			return false
		}
		why = other
		return true
	})
	m, _ := small.Make()
	if len(small.Parts) == 1 {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.known[way(v, why)+generated.Kinds[small.Parts[0].Kind].Name+small.Parts[0].Fault] = n
	}
	return fmt.Sprintf("program %d: %s: %s\nfault: %s\nshrunk from %s to %s:\n%s", n, v, why, cmp.Or(r.Fault(), "none"), r, small, m.String())
}

// What counts as wrong, and what as merely not found.
func TestJudgeProgram(t *testing.T) {
	raced := func(v explore.Verdict) []*explore.Found {
		return []*explore.Found{{Finding: finding.Finding{Kind: finding.DataRace}, Confirmation: explore.Confirmation{Verdict: v}}}
	}
	fault, slow := &generated.Fault{Kinds: []string{"data race"}}, &generated.Fault{Kinds: []string{"data race"}}
	all, onTime := explore.Coverage{Extent: explore.Complete}, explore.Coverage{Extent: explore.Complete, OnTime: true}
	for _, tt := range []struct {
		reason string
		fault  *generated.Fault
		result explore.Result
		err    error
		want   verdict
	}{
		{"nothing is wrong", nil, explore.Result{}, nil, passed},
		{"all schedules of a right program", nil, explore.Result{Coverage: all}, nil, verified},
		{"a right program has a finding", nil, explore.Result{Findings: raced(explore.Replayable)}, nil, alarm},
		{"also if it does not replay", nil, explore.Result{Findings: raced(explore.Inconsistent)}, nil, alarm},
		{"a right program does not end", nil, explore.Result{Reason: explore.Endless}, nil, trouble},
		{"a right program gets a process for each execution", nil, explore.Result{Isolated: true}, nil, trouble},
		{"a limit of the tools", nil, explore.Result{Limited: 1}, nil, trouble},
		{"the executor fails", nil, explore.Result{}, errors.New("no worker"), trouble},
		{"it was skipped", fault, explore.Result{Reason: explore.NotRun}, nil, trouble},
		{"the fault is found", fault, explore.Result{Findings: raced(explore.Replayable)}, nil, found},
		{"the finding cannot be replayed", fault, explore.Result{Findings: raced(explore.NotRepeated)}, nil, trouble},
		{"the fault shows as something else", &generated.Fault{Kinds: []string{"deadlock"}}, explore.Result{Findings: raced(explore.Replayable)}, nil, foundOdd},
		{"the fault is not in the sample", fault, explore.Result{}, nil, missed},
		{"nor in those with few preemptions", fault, explore.Result{Coverage: explore.Coverage{Extent: explore.Bounded}}, nil, missed},
		{"it is believed to be in no schedule", fault, explore.Result{Coverage: all}, nil, lied},
		{"with timers on time, which do not show it", slow, explore.Result{Coverage: onTime}, nil, missed},
		{"with timers on time, which show it", fault, explore.Result{Coverage: onTime}, nil, lied},
		{"with timers at any time", slow, explore.Result{Coverage: all}, nil, lied},
		{"the default schedule does not end", fault, explore.Result{Reason: explore.Endless}, nil, missed},
	} {
		if got, why := judgeProgram(tt.fault, func() bool { return tt.fault != slow }, &tt.result, tt.err); got != tt.want {
			t.Errorf("%s: %s (%s), want %s", tt.reason, got, why, tt.want)
		}
	}
}
