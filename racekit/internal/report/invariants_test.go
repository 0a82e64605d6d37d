package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Whatever a sentence of a report refers to, the table shows; and the table shows
// nothing without a reason.
func TestReportsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFinding(t)
		term := terminal
		term.Width = rapid.SampledFrom([]int{50, 80, 120}).Draw(t, "width")
		var b strings.Builder
		if err := term.WriteFailure(&b, f); err != nil {
			t.Fatal(err)
		}
		r := parseReport(b.String())
		for _, m := range stepNamed.FindAllStringSubmatch(r.said, -1) {
			if n, _ := strconv.Atoi(m[1]); r.rows[n] == "" {
				t.Errorf("step %d is named, and has no row:\n%s", n, b.String())
			}
		}
		for _, m := range racesWith.FindAllStringSubmatch(r.said, -1) {
			if n, _ := strconv.Atoi(m[1]); r.rows[n] == "" {
				t.Errorf("step %d races, and has no row:\n%s", n, b.String())
			}
		}
		for _, name := range goroutineNamed.FindAllString(r.said, -1) {
			if !r.introduces(name, f.Trace) {
				t.Errorf("%s is named, and not introduced:\n%s", name, b.String())
			}
		}
		for _, object := range objectNamed.FindAllString(r.said, -1) {
			if !r.shows(object) {
				t.Errorf("%s is named, and no row has it:\n%s", object, b.String())
			}
		}
		s := tell(f, nil)
		if s.found.Kind == finding.DeadlockKind {
			for _, w := range s.waits.Waits[:min(len(s.waits.Waits), enough)] {
				if name := s.Name(w.Task); w.Event >= 0 && !strings.Contains(r.head, name+" ") && !strings.Contains(r.rows[w.Event+1], name+":") {
					t.Errorf("%s is blocked, and the table does not show it:\n%s", name, b.String())
				}
			}
		}
		why := s.reasons()
		sel := s.choose(columnsIn(term.Width - len(indent)))
		needed := 0
		for _, i := range sel.steps {
			if why[i] == unseen {
				t.Errorf("row %d has no reason:\n%s", i+1, b.String())
			}
			if why[i] <= cited {
				needed++
			}
		}
		if len(sel.steps) > max(maxSteps, needed) {
			t.Errorf("%d rows", len(sel.steps))
		}
	})
}

// A readReport is one taken apart.
type readReport struct {
	said string         // its sentences, in one line
	head string         // of the table
	rows map[int]string // of the table, by step
}

var (
	rowLine  = regexp.MustCompile(`^ {4}( {0,5}\d+)  (.*)$`)
	headLine = regexp.MustCompile(`^ {12}G\d+ `)

	racesWith = regexp.MustCompile(`races with (\d+)`)
)

func parseReport(text string) readReport {
	r := readReport{rows: map[int]string{}}
	text, _, _ = strings.Cut(text, "\n    output:\n")
	var said []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := rowLine.FindStringSubmatch(line); m != nil && len(m[1]) == stepWidth-2 {
			n, _ := strconv.Atoi(strings.TrimSpace(m[1]))
			r.rows[n] = m[2]
			continue
		}
		if headLine.MatchString(line) {
			r.head = line + " "
			continue
		}
		if !strings.HasPrefix(line, strings.Repeat(" ", len(indent)+stepWidth)+"... ") { // steps that are left out
			said = append(said, strings.TrimSpace(line))
		}
	}
	r.said = strings.Join(said, " ")
	return r
}

// introduces reports whether a reader knows who a goroutine is: it has a column,
// or a sentence says what it runs or where it was started.
func (r readReport) introduces(name string, tr *trace.Trace) bool {
	if strings.Contains(r.head, name+" ") {
		return true
	}
	for _, t := range tr.Tasks {
		if tr.Name(t.ID) == name && (strings.Contains(r.said, short(tr, t.ID)) || strings.Contains(r.said, name+", started at ")) {
			return true
		}
	}
	return false
}

func (r readReport) shows(object string) bool {
	for _, row := range r.rows {
		if slices.Contains(strings.Fields(row), object) {
			return true
		}
	}
	return false
}

// drawFinding makes a finding of any kind about a program that makes no sense.
func drawFinding(t *rapid.T) campaign.Finding {
	p := drawProgram(t)
	in := finding.Facts{Test: "TestTransfer", Trace: &p.Trace, Steps: len(p.Events), Source: &sources}
	kinds := []finding.Ending{finding.Deadlocked, finding.Failed, finding.Panicked, finding.Livelocked, finding.TimedOut, finding.Crashed, finding.Hung, finding.Diverged, finding.Passed}
	in.Ending = rapid.SampledFrom(kinds).Draw(t, "ending")
	switch in.Ending {
	case finding.Passed, finding.Deadlocked:
		for i := range p.Tasks {
			id := p.Tasks[i].ID
			if p.Hidden(id) || !rapid.Bool().Draw(t, "blocked") {
				continue
			}
			if rapid.Bool().Draw(t, "in a step") {
				op := rapid.SampledFrom([]sched.Op{sched.OpLock, sched.OpRecv, sched.OpSend, sched.OpSelect, sched.OpWGWait, sched.OpCondWait}).Draw(t, "waits in")
				p.waits(id, op, uint32(rapid.IntRange(1, 5).Draw(t, "object")), "withdraw", 9)
			}
			p.blocked(id, "withdraw", 9)
			in.Leaked = append(in.Leaked, id)
		}
		in.Steps = len(p.Events)
	case finding.Failed:
		in.Output = []byte("    bank_test.go:31: lost update\n")
		if rapid.Bool().Draw(t, "race") {
			in.Races, in.Output = 1, []byte(raceReport)
		}
	case finding.Panicked:
		in.Message, in.Culprit = "it panics", p.Tasks[rapid.IntRange(1, len(p.Tasks)-1).Draw(t, "culprit")].ID
		in.Stack = []trace.Frame{{Func: "runtime.gopanic"}, frame("withdraw", 8)}
	case finding.Livelocked:
		for i := range p.Tasks {
			p.Tasks[i].State = rapid.SampledFrom([]trace.State{trace.Ended, trace.Runnable}).Draw(t, "state")
		}
	case finding.Diverged:
		in.DivergedAt = rapid.IntRange(1, len(p.Events)).Draw(t, "diverged")
	}
	found := finding.Classify(in)
	if len(found) == 0 {
		t.Skip("nothing is wrong")
	}
	f := campaign.Finding{Test: "TestTransfer", Schedule: 1, Of: 10, Finding: found[0], Trace: in.Trace, Steps: in.Steps, Output: in.Output}
	f.Why = finding.WhyOf(f.Finding, f.Trace)
	f.Why.Shrunk = rapid.Bool().Draw(t, "shrunk")
	for i := range f.Why.Switches {
		if f.Why.Shrunk && rapid.Bool().Draw(t, "needed") {
			f.Why.Switches[i].Without = "the test passes"
		}
	}
	return f
}

// drawProgram makes a program of which each goroutine has a step at least.
func drawProgram(t *rapid.T) *program {
	starts := []string{"TestTransfer"}
	for i := range rapid.IntRange(1, 6).Draw(t, "goroutines") {
		starts = append(starts, rapid.SampledFrom([]string{"withdraw", "transfer", "TestTransfer.func1"}).Draw(t, fmt.Sprint("start ", i)))
	}
	p := newProgram(starts...)
	hidden := rapid.Bool().Draw(t, "worker")
	if hidden {
		p.Tasks[0].Start, p.Tasks[1].Start = "runtime.rkRootLoop", "testing.(*T).Run.gowrap1"
	}
	ops := []sched.Op{sched.OpGo, sched.OpRead, sched.OpWrite, sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW, sched.OpLock, sched.OpUnlock,
		sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpWGAdd, sched.OpWGDone, sched.OpWGWait, sched.OpCondWait, sched.OpCondSignal, sched.OpSleep, sched.OpTimer, sched.OpYield}
	lines := []int{8, 9, 10, 15, 16, 17}
	for range rapid.IntRange(5, 120).Draw(t, "steps") {
		id := uint32(rapid.IntRange(1, len(starts)).Draw(t, "who"))
		op, line := rapid.SampledFrom(ops).Draw(t, "op"), rapid.SampledFrom(lines).Draw(t, "line")
		object := uint32(0)
		if op != sched.OpSleep && op != sched.OpYield {
			object = uint32(rapid.IntRange(1, 5).Draw(t, "object"))
		}
		fn := "withdraw"
		if line >= 14 {
			fn = "transfer"
		}
		if p.does(id, op, object, fn, line); rapid.Bool().Draw(t, "waited") {
			p.Events[len(p.Events)-1].Switch = false
		}
	}
	return p
}
