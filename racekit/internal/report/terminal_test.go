package report

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const bank = `package bank

import "sync/atomic"

var balance atomic.Int64

func withdraw(n int64) {
	b := balance.Load()
	if b >= n {
		balance.Store(b - n)
	}
}

func transfer(a, b *account, n int) {
	a.mu.Lock()
	b.mu.Lock()
	a.n -= n
}

func next(in, done chan int) {
	select {
	case n := <-in:
		withdraw(n)
	case done <- 1:
	}
}
`

var sources = source.Files{ReadFile: func(name string) ([]byte, error) {
	if name == "/home/me/bank/bank.go" {
		return []byte(bank), nil
	}
	return nil, errors.New("no such file")
}}

var terminal = Terminal{Dirs: []string{"/home/me/bank"}, GOROOT: "/usr/local/go", Source: &sources}

func frame(fn string, line int) trace.Frame {
	return trace.Frame{Func: "example.com/bank." + fn, File: "/home/me/bank/bank.go", Line: line, Entry: max(1, line/7*7)}
}

// A program builds a trace.
type program struct{ trace.Trace }

func newProgram(starts ...string) *program {
	p := &program{}
	p.Test = "TestTransfer"
	p.Sites = map[uint32][]trace.Frame{}
	for i, s := range starts {
		t := trace.Task{ID: uint32(i + 1), Start: "example.com/bank." + s}
		if i > 0 {
			t.Parent = 1
			t.CreatedAt = trace.Frame{Func: "example.com/bank.TestTransfer", File: "/home/me/bank/bank_test.go", Line: 20 + i}
		}
		p.Tasks = append(p.Tasks, t)
	}
	return p
}

// does appends a step; it is a preemption if the task before did not block.
func (p *program) does(task uint32, op sched.Op, object uint32, fn string, line int) *program {
	e := trace.Event{Task: task, Op: op, Object: object, Ready: 2}
	if fn != "" {
		e.PC = uint32(line)
		p.Sites[e.PC] = []trace.Frame{frame(fn, line)}
	}
	if n := len(p.Events); n > 0 && p.Events[n-1].Task != task {
		e.Switch = true
	}
	p.Events = append(p.Events, e)
	return p
}

// waits appends a step of a goroutine that runs because the one before it blocked.
func (p *program) waits(task uint32, op sched.Op, object uint32, fn string, line int) *program {
	p.does(task, op, object, fn, line)
	p.Events[len(p.Events)-1].Switch = false
	return p
}

func (p *program) blocked(task uint32, fn string, line int) *program {
	t := &p.Tasks[task-1]
	t.State, t.Wait = trace.Blocked, "waiting"
	t.Stack = []trace.Frame{{Func: "runtime.gopark", File: "/usr/local/go/src/runtime/proc.go", Line: 462}, frame(fn, line)}
	for _, e := range p.Events {
		if e.Task == task {
			t.Object = e.Object
		}
	}
	return p
}

func lostUpdate() *program {
	p := newProgram("TestTransfer", "withdraw", "withdraw")
	p.does(1, sched.OpGo, 0, "TestTransfer", 40).does(1, sched.OpGo, 0, "TestTransfer", 41)
	p.does(2, sched.OpStart, 0, "", 0).does(2, sched.OpAtomicLoad, 1, "withdraw", 8)
	p.does(3, sched.OpStart, 0, "", 0).does(3, sched.OpAtomicLoad, 1, "withdraw", 8).does(3, sched.OpAtomicStore, 1, "withdraw", 10)
	p.does(2, sched.OpAtomicStore, 1, "withdraw", 10)
	p.does(1, sched.OpAtomicLoad, 1, "TestTransfer", 44)
	return p
}

func abba() *program {
	p := newProgram("TestTransfer", "transfer", "transfer.func1")
	p.does(1, sched.OpGo, 0, "TestTransfer", 40).does(1, sched.OpGo, 0, "TestTransfer", 41)
	p.does(2, sched.OpLock, 1, "transfer", 15).does(3, sched.OpLock, 2, "transfer.func1", 15)
	p.does(2, sched.OpLock, 2, "transfer", 16).waits(3, sched.OpLock, 1, "transfer.func1", 16)
	p.waits(1, sched.OpWGWait, 3, "TestTransfer", 44)
	return p.blocked(1, "TestTransfer", 44).blocked(2, "transfer", 16).blocked(3, "transfer.func1", 16)
}

const raceReport = `==================
WARNING: DATA RACE
Write at 0x00c0000140f8 by goroutine 8:
  example.com/bank.withdraw()
      /home/me/bank/bank.go:10 +0x3a

Previous read at 0x00c0000140f8 by goroutine 7:
  example.com/bank.withdraw()
      /home/me/bank/bank.go:8 +0x3a

Goroutine 8 (running) created at:
  example.com/bank.TestTransfer()
      /home/me/bank/bank_test.go:22 +0x3a

Goroutine 7 (finished) created at:
  example.com/bank.TestTransfer()
      /home/me/bank/bank_test.go:21 +0x3a
==================
`

func raced() *program {
	p := newProgram("TestTransfer", "withdraw", "withdraw")
	p.does(2, sched.OpRead, 1, "withdraw", 8)
	return p.does(3, sched.OpRead, 1, "withdraw", 8).does(3, sched.OpWrite, 1, "withdraw", 10).does(2, sched.OpWrite, 1, "withdraw", 10)
}

// inWorker is a trace as a worker makes it: goroutine 1 is package testing's,
// and what sync and testing do for the program are steps too.
func inWorker() *program {
	p := newProgram("", "", "", "")
	for i, start := range []string{"runtime.rkRootLoop", "testing.(*T).Run.gowrap1", "sync.(*WaitGroup).Go.func1", "TestTransfer.gowrap1"} {
		p.Tasks[i].Start = start
	}
	p.Tasks[1].CreatedAt = trace.Frame{Func: "testing.(*T).Run", File: "/usr/local/go/src/testing/testing.go", Line: 2106}
	machinery := func(task uint32, op sched.Op, object, pc uint32, fn string) {
		p.waits(task, op, object, "", 0)
		p.Events[len(p.Events)-1].PC = pc
		p.Sites[pc] = []trace.Frame{{Func: fn, File: "/usr/local/go/src/x.go", Line: int(pc)}}
	}
	machinery(1, sched.OpStart, 0, 1000, "runtime.rkRootLoop")
	machinery(2, sched.OpStart, 0, 1001, "testing.(*T).Run.gowrap1")
	p.waits(2, sched.OpGo, 0, "TestTransfer", 40).waits(2, sched.OpWGWait, 2, "TestTransfer", 44)
	p.waits(3, sched.OpAtomicLoad, 1, "withdraw", 8).does(4, sched.OpAtomicLoad, 1, "withdraw", 8).does(4, sched.OpAtomicStore, 1, "withdraw", 10)
	p.waits(3, sched.OpAtomicStore, 1, "withdraw", 10)
	machinery(3, sched.OpWGDone, 2, 1002, "sync.(*WaitGroup).Go.func1.1")
	machinery(3, sched.OpAtomicRMW, 1, 1003, "testing.(*common).Helper")
	p.waits(2, sched.OpAtomicLoad, 1, "TestTransfer", 44)
	machinery(1, sched.OpAtomicRMW, 1, 1004, "testing.(*T).Run")
	p.waits(4, sched.OpAtomicLoad, 1, "withdraw", 8)
	return p
}

func manySteps() *program {
	p := newProgram("TestTransfer", "withdraw", "transfer", "withdraw", "withdraw")
	for i := range 200 {
		task := uint32(2 + i/20%4)
		p.does(task, sched.OpAtomicRMW, 1, "withdraw", 8).does(task, sched.OpLock, task+10, "transfer", 15)
	}
	return p
}

// classified returns the failure of the only finding in facts.
func classified(t *testing.T, in finding.Facts, p *program) campaign.Finding {
	t.Helper()
	if p != nil {
		in.Trace, in.Steps = &p.Trace, len(p.Events)
	}
	in.Test, in.Source = "TestTransfer", &sources
	found := finding.Classify(in)
	if len(found) != 1 {
		t.Fatalf("%d findings, want one: %v", len(found), found)
	}
	return campaign.Finding{
		Test: "TestTransfer", Schedule: 37, Of: 1000, Finding: found[0], Trace: in.Trace, Steps: in.Steps, Output: in.Output,
		Record: "/home/me/bank/testdata/racekit/TestTransfer/" + finding.Identity(found[0]),
	}
}

func reports(t *testing.T) map[string]campaign.Finding {
	failure := classified(t, finding.Facts{Ending: finding.Failed, Output: []byte("=== RUN   TestTransfer\n    bank_test.go:31: lost update: balance = 90, want 80\n--- FAIL: TestTransfer (0.00s)\n")}, lostUpdate())
	failure.NoRace = true
	known := classified(t, finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:31: lost update\n")}, nil)
	known.Accepted, known.Schedule, known.Record = "issue 12", 0, ""
	known.Notes = (&explore.Found{}).Doubts()
	long := classified(t, finding.Facts{Ending: finding.Failed, Output: []byte(strings.Repeat("hello\n", 100))}, manySteps())
	leak := newProgram("TestTransfer", "withdraw").does(1, sched.OpSend, 1, "TestTransfer", 40).does(2, sched.OpRecv, 1, "withdraw", 8).does(2, sched.OpRecv, 1, "withdraw", 9)
	leak.blocked(2, "withdraw", 9)
	all := map[string]campaign.Finding{
		"failure":  failure,
		"known":    known,
		"long":     long,
		"worker":   classified(t, finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:31: lost update: balance = 90, want 80\n")}, inWorker()),
		"deadlock": classified(t, finding.Facts{Ending: finding.Deadlocked}, abba()),
		"race":     classified(t, finding.Facts{Ending: finding.Failed, Races: 1, Output: []byte(raceReport + "    testing.go:1712: race detected during execution of test\n")}, raced()),
		"unplaced": classified(t, finding.Facts{Ending: finding.Failed, Races: 1, Output: []byte("before\n" + raceReport + "after\n")}, nil),
		"leak":     classified(t, finding.Facts{Leaked: []uint32{2}}, leak),
		"panic": classified(t, finding.Facts{Ending: finding.Panicked, Message: "send on closed channel", Culprit: 2,
			Stack: []trace.Frame{{Func: "runtime.gopanic"}, frame("withdraw", 8), {Func: "runtime.goexit"}}}, lostUpdate()),
	}
	ofEveryKind(t, all)
	return all
}

// internals are names that nobody but us knows.
var internals = regexp.MustCompile(`gowrap|rk[A-Z]|testing\.\(|racekit/goroot`)

var unstable = regexp.MustCompile(`0x[0-9a-f]{4,}|goroutine \d|\d\.\d\ds`)

func TestReports(t *testing.T) {
	for name, f := range reports(t) {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := terminal.WriteFailure(&b, f); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if bad := unstable.FindString(got); bad != "" && !f.Ordinary() {
				t.Errorf("%q differs from run to run", bad)
			}
			if bad := internals.FindString(got); bad != "" {
				t.Errorf("%q is in the report", bad)
			}
			if strings.Contains(got, "\x1b") || strings.Contains(got, "/home/me") {
				t.Error("colour or an absolute path in a plain report")
			}
			for line := range strings.Lines(got) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 && !strings.Contains(line, "replay:") && !f.Ordinary() { // it looks as in go test
					t.Errorf("%d columns: %s", n, line)
				}
				if strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
					t.Errorf("spaces at the end of %q", line)
				}
			}
			golden.Check(t, name+".golden", got)
		})
	}
}

func TestMarkedStepsStay(t *testing.T) {
	p := newProgram("TestTransfer", "withdraw", "withdraw")
	for range 100 {
		p.does(2, sched.OpRead, 1, "withdraw", 9)
	}
	p.does(2, sched.OpRead, 1, "withdraw", 8)
	for range 100 {
		p.does(2, sched.OpRead, 1, "withdraw", 9)
	}
	p.does(3, sched.OpWrite, 1, "withdraw", 10)
	for range 100 {
		p.does(3, sched.OpRead, 1, "withdraw", 9).does(2, sched.OpRead, 1, "withdraw", 9)
	}
	races, _ := finding.ParseRaces([]byte(raceReport))
	s := tell(campaign.Finding{Trace: &p.Trace, Finding: finding.Finding{Kind: finding.DataRace, Race: &races[0]}}, nil).choose(2)
	if !slices.Contains(s.steps, 100) || !slices.Contains(s.steps, 201) {
		t.Errorf("the accesses that race, 100 and 201, are not among %v", s.steps)
	}
	if len(s.steps) > maxSteps || !slices.IsSorted(s.steps) {
		t.Errorf("%d steps: %v", len(s.steps), s.steps)
	}
}

// What sleeps after the last step that a finding is about did not lead there.
func TestSleepsThatLedToTheFinding(t *testing.T) {
	p := withdrawals(2).waits(3, sched.OpSleep, 0, "withdraw", 9).waits(2, sched.OpRecv, 1, "transfer", 15).waits(3, sched.OpSleep, 0, "withdraw", 9).stand(2)
	f := classified(t, finding.Facts{Ending: finding.Passed, Leaked: []uint32{2}}, p)
	if got := tell(f, nil).choose(2).steps; !slices.Equal(got, []int{0, 1}) {
		t.Errorf("rows of steps %v, want the wait and the sleep before it", got)
	}
}

func TestColour(t *testing.T) {
	f := reports(t)["failure"]
	var plain, colour strings.Builder
	if err := terminal.WriteFailure(&plain, f); err != nil {
		t.Fatal(err)
	}
	term := terminal
	term.Color = true
	if err := term.WriteFailure(&colour, f); err != nil {
		t.Fatal(err)
	}
	bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colour.String(), "")
	if colour.String() == plain.String() || bare != plain.String() {
		t.Errorf("colour changes the text:\n%s", bare)
	}
}

func TestNarrowAndWide(t *testing.T) {
	f := reports(t)["long"]
	for width, columns := range map[int]int{1: 1, 60: 2, 80: 3, 100: 4, 200: 4} {
		term := terminal
		term.Width = width
		var b strings.Builder
		if err := term.WriteFailure(&b, f); err != nil {
			t.Fatal(err)
		}
		head := regexp.MustCompile(`(?m)^ {12}G2 withdraw( .*)?$`).FindString(b.String())
		if n := len(regexp.MustCompile(`G\d `).FindAllString(head, -1)); n != columns {
			t.Errorf("width %d: %d columns, want %d: %s", width, n, columns, head)
		}
	}
}

func TestPath(t *testing.T) {
	p := newPrinter(nil, Terminal{Dirs: []string{"/src", "/src/deep"}, GOROOT: "/usr/local/go/"})
	for _, tt := range []struct{ reason, in, want string }{
		{"below", "/src/a.go", "a.go"},
		{"the first directory that fits", "/src/deep/a.go", "deep/a.go"},
		{"only at the start", "/other/src/a.go", "/other/src/a.go"},
		{"whole elements only", "/srcs/a.go", "/srcs/a.go"},
		{"GOROOT", "/usr/local/go/src/sync/mutex.go", "$GOROOT/src/sync/mutex.go"},
		{"another module's", "/home/me/go/pkg/mod/example.com/m@v1.2.0/x.go", "example.com/m@v1.2.0/x.go"},
		{"a folder with such a name", "/home/me/pkg/mod/x.go", "/home/me/pkg/mod/x.go"},
	} {
		if got := p.path(tt.in); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
		if got := p.text("at " + tt.in + ":3 x"); got != "at "+tt.want+":3 x" {
			t.Errorf("%s: %s", tt.reason, got)
		}
	}
}

func TestShorten(t *testing.T) {
	term := Terminal{GOROOT: "/home/me/.cache/racekit/goroot/x/"}
	const text = "x_test.go:3: see (/home/me/.cache/racekit/goroot/x/src/a.go:7)\n\t/home/me/.cache/racekit/goroot/x/src/b.go"
	if got, want := term.Shorten(text), "x_test.go:3: see ($GOROOT/src/a.go:7)\n\t$GOROOT/src/b.go"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Terminal{}).Shorten(text); got != text {
		t.Errorf("without a GOROOT: %q", got)
	}
}

func TestTail(t *testing.T) {
	for _, tt := range []struct{ reason, path, want string }{
		{"short enough", "deep/x.go:120", "deep/x.go:120"},
		{"whole folders go", "example.com/m@v1.2.0/deep/x.go:120", ".../deep/x.go:120"},
		{"the root goes too", "/srv/generated/sources/x.go:1", ".../sources/x.go:1"},
		{"the name of the file stays", "/srv/a_file_with_a_very_long_name.go:1", ".../a_file_with_a_very_long_name.go:1"},
	} {
		if got := tail(tt.path, 20); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}

func TestWriteError(t *testing.T) {
	for n := range 20 {
		w := &limited{n: n}
		if err := terminal.WriteFailure(w, reports(t)["long"]); err == nil || err.Error() != "disk full" {
			t.Errorf("after %d lines: %v", n, err)
		}
	}
}

type limited struct{ n int }

func (l *limited) Write(p []byte) (int, error) {
	if l.n--; l.n < 0 {
		return 0, fmt.Errorf("disk full")
	}
	return len(p), nil
}
