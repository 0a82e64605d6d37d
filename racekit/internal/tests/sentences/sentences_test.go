// Package sentences compares what reports say, sentence by sentence, with what
// is so: for programs that are generated, and by a witness who knows it from
// their interpreter.
package sentences

import (
	"context"
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
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

const (
	programsShort = 400
	programsLong  = 10_000 // with RACEKIT_LONG=1
	schedules     = 4      // of each program
	learners      = 60     // programs that tell which accesses are contended
)

// patterns are of the sentences that are checked: each is said of some program.
var patterns = []string{
	"waits for itself: Lock", "waits for itself: WaitGroup.Wait", "wait for each other", "nothing can run: G", "goroutines wait",
	"held by G", "held for reading by G", " itself", ", which has ended", "kept out by G", "its function is run by G", "cannot be told", "perhaps held",
	"it was signaled", "for the end of G", "and perhaps for others", " sent on it before", " received from it before",
	" called Done on it before", " signaled it before", "no other goroutine has sent", "no other goroutine has received", "no other goroutine has called Done",
	"no other goroutine has signaled", "\ncycle: G", "perhaps a cycle, if", "nothing orders G", "holds a lock there", " holds #", " holds no lock",
	"next releases at step", "releases nothing after", "last acquires at step", "that release does not happen before", "which G",
}

// A campaign checks many programs.
type campaign struct {
	*testing.T
	sites []uint32

	mu    sync.Mutex
	tally map[string]int
}

// Every sentence is true, for each of the programs. RACEKIT_PROGRAM=7 looks at
// that one only, RACEKIT_PROGRAM=300-600 at those.
func TestSentences(t *testing.T) {
	first, end := 0, programsShort
	if os.Getenv("RACEKIT_LONG") == "1" {
		end = programsLong
	}
	if which := os.Getenv("RACEKIT_PROGRAM"); which != "" {
		from, to, some := strings.Cut(which, "-")
		var err error
		if first, err = strconv.Atoi(from); err != nil {
			t.Fatal(err)
		}
		if end, err = strconv.Atoi(to); !some {
			end = first + 1
		} else if err != nil {
			t.Fatal(err)
		}
	}
	dir, err := filepath.Abs(filepath.Join("testdata", "program"))
	if err != nil {
		t.Fatal(err)
	}
	command := lab.Build(t, dir)
	c := &campaign{T: t, tally: map[string]int{}}
	c.learn(lab.Pool(t, command, 1), filepath.Join(dir, "program_test.go"))
	numbers := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		pool := lab.Pool(t, command, 1)
		wg.Go(func() {
			for n := range numbers {
				c.program(pool, n)
			}
		})
	}
	for n := first; n < end && t.Context().Err() == nil; n++ {
		numbers <- n
	}
	close(numbers)
	wg.Wait()
	for _, what := range slices.Sorted(maps.Keys(c.tally)) {
		t.Logf("%6d %s", c.tally[what], what)
	}
	for _, p := range slices.Concat(patterns, ofSwitches) {
		if end-first >= programsShort && c.tally[said+p] == 0 {
			t.Errorf("nothing is said like %q: the programs are too tame", p)
		}
	}
	for _, what := range []string{metSelect, metTimer, metFired} {
		if end-first >= programsShort && c.tally[what] == 0 {
			t.Errorf("nothing is said of %s: the programs are too tame", what)
		}
	}
}

// learn finds the contended accesses of variables in the interpreter, which all
// programs have in common. Those that the interpreter makes for itself are no steps.
func (c *campaign) learn(pool *execution.Pool, source string) {
	text, err := os.ReadFile(source)
	if err != nil {
		c.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	var of []uint32
	for n := range learners {
		o := lab.Run(c.T, pool.Run, execution.Spec{
			Test: "TestProgram", Input: generate(n).Encode(), Seed: 7, Index: 1, Strategy: sched.Config{Kind: sched.RandomWalk},
			Learn: true, Trace: true, Sites: c.sites,
		})
		c.sites = append(c.sites, o.Sites...)
		slices.Sort(c.sites)
		c.sites = slices.Compact(c.sites)
		for i, e := range o.Trace.Events {
			if at, ok := o.Trace.At(i); ok && 0 < at.Line && at.Line <= len(lines) && strings.Contains(lines[at.Line-1], "*v") && slices.Contains(c.sites, e.PC) {
				of = append(of, e.PC)
			}
		}
	}
	slices.Sort(of)
	c.sites = slices.Compact(of)
}

func (c *campaign) program(pool *execution.Pool, n int) {
	p := generate(n)
	for index := range schedules {
		spec := execution.Spec{
			Test: "TestProgram", Input: p.Encode(), Seed: uint64(n), Index: index, Strategy: sched.Config{Kind: sched.RandomWalk},
			Trace: true, Stacks: true, Leaks: true, Sites: c.sites,
		}
		o, err := pool.Run(context.WithoutCancel(c.Context()), spec)
		if err != nil {
			c.Errorf("program %d: %v", n, err)
			return
		}
		wrong, kinds, err := check(n, &o)
		if err == nil && index == 1+n%(schedules-1) && len(wrong) == 0 && !slices.Contains(kinds, "panic") {
			var more []string
			wrong, more, err = switches(context.WithoutCancel(c.Context()), pool, p, spec, &o)
			kinds = append(kinds, more...)
		}
		if err != nil {
			c.Errorf("program %d: %v", n, err)
			return
		}
		c.mu.Lock()
		for _, k := range kinds {
			c.tally[k]++
		}
		c.mu.Unlock()
		if len(wrong) > 0 {
			c.Errorf("program %d, schedule %d:\n  %s\n%s\n%s", n, index, strings.Join(wrong, "\n  "), lab.Tell(&o), story(&o))
			return
		}
	}
}

const said = "reports say: "

// check returns what is wrong with the reports of an execution, and of what
// kinds they are.
func check(n int, o *execution.Outcome) (wrong, kinds []string, err error) {
	if o.Status == execution.Panicked || o.Status == execution.Crashed {
		return nil, []string{"panic"}, nil
	}
	w, err := testify(o.Trace)
	if err != nil {
		return nil, nil, err
	}
	t := w.atTheEnd(generate(n))
	for _, f := range explore.FromOutcome(*o) {
		kind := string(f.Kind)
		switch {
		case f.Race != nil:
			lines, located := t.checkRace(f)
			wrong = append(wrong, lines...)
			kind = "race, located"
			if !located {
				kind = "race of something else"
			}
		case f.Kind == finding.DeadlockKind:
			d := finding.Explain(o.Trace, o.Steps)
			wrong = append(wrong, t.checkHeadline(d, f.Message)...)
			wrong = append(wrong, t.checkWaits(f.Detail)...)
		case f.Kind == finding.Leak:
			wrong = append(wrong, t.checkWaits(ownLines(f.Detail))...)
		default:
			wrong = append(wrong, fmt.Sprintf("a finding that nobody checks: %s: %s", f.Kind, f.Message))
		}
		kinds = append(kinds, kind)
		text := strings.Join(append(finding.WhyOf(f, o.Trace).Lines(o.Trace), f.Message, f.Detail), "\n")
		for _, p := range patterns {
			if strings.Contains(text, p) {
				kinds = append(kinds, said+p)
			}
		}
	}
	for what := range t.met {
		kinds = append(kinds, what)
	}
	if len(kinds) == 0 {
		kinds = []string{"nothing"}
	}
	return wrong, kinds, nil
}

// ownLines leaves out the stacks of a leak's goroutines, and what they are.
func ownLines(detail string) string {
	var out []string
	for line := range strings.SplitSeq(detail, "\n") {
		inner := strings.TrimLeft(line, " ")
		if n := len(line) - len(inner); n == 4 || n == 0 && strings.Contains(line, " waits in ") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// story lists the steps of an execution and what the interpreter said.
func story(o *execution.Outcome) string {
	var b strings.Builder
	notes := o.Trace.Notes
	for i, e := range o.Trace.Events {
		for len(notes) > 0 && notes[0].Step <= i {
			fmt.Fprintf(&b, "      %s: %s\n", o.Trace.Name(notes[0].Task), notes[0].Text)
			notes = notes[1:]
		}
		at, _ := o.Trace.At(i)
		resumed := ""
		if e.Resumed {
			resumed = " resumed"
		}
		fmt.Fprintf(&b, "%4d %s %s #%d%s :%d\n", i+1, o.Trace.Name(e.Task), e.Op, e.Object, resumed, at.Line)
	}
	return b.String()
}
