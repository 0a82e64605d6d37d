package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// printed is what a program really printed when it died.
func printed(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "finding", "testdata", "output", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// ofEveryKind adds findings of each kind to those of reports.
func ofEveryKind(t *testing.T, all map[string]campaign.Finding) {
	values := lostUpdate().does(1, sched.OpAtomicRMW, 1, "TestTransfer", 45).does(1, sched.OpAtomicRMW, 1, "TestTransfer", 46)
	values.Values = map[int]trace.Value{
		3: {Before: "100", After: "100"}, 5: {Before: "100", After: "100"}, 6: {Before: "90", After: "90"}, 7: {Before: "80", After: "80"},
		9: {Before: "80", After: "81"}, 10: {Before: "81", After: "81", Swaps: true, Failed: true},
	}
	failed := classified(t, finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:31: lost update: balance = 80, want 70\n")}, values)
	failed.Why = finding.WhyOf(failed.Finding, failed.Trace)
	all["failure-values"] = failed

	died := func(text, how string) campaign.Finding {
		return classified(t, finding.Facts{Ending: finding.Crashed, Message: how, Output: printed(t, text)}, lostUpdate())
	}
	all["fatal-map"] = died("mapwrites", "exit status 2")
	all["fatal-unlock"] = died("unlock", "exit status 2")
	all["fatal-overflow"] = died("overflow", "exit status 2")
	all["fatal-signal"] = classified(t, finding.Facts{Ending: finding.Crashed, Message: "signal: killed"}, lostUpdate())
	all["exit-log"] = died("logfatal", "exit status 1")
	all["exit-silent"] = classified(t, finding.Facts{Ending: finding.Crashed, Message: "exit status 3"}, lostUpdate())
	all["panic-child"] = classified(t, finding.Facts{Ending: finding.Panicked, Output: printed(t, "panics")}, lostUpdate())
	all["panic-negative"] = classified(t, finding.Facts{Ending: finding.Panicked, Output: printed(t, "negative")}, nil)

	spin := newProgram("TestTransfer", "withdraw", "transfer")
	for range 40 {
		spin.does(2, sched.OpAtomicLoad, 1, "withdraw", 8).does(3, sched.OpAtomicRMW, 1, "transfer", 15)
	}
	for i := range spin.Tasks {
		spin.Tasks[i].State = trace.Runnable
	}
	all["livelock"] = classified(t, finding.Facts{Ending: finding.Livelocked}, spin)

	sleeper := newProgram("TestTransfer", "withdraw").does(1, sched.OpGo, 0, "TestTransfer", 40).waits(1, sched.OpRecv, 1, "TestTransfer", 44)
	sleeper.waits(2, sched.OpSleep, 0, "withdraw", 9).blocked(1, "TestTransfer", 44).blocked(2, "withdraw", 9)
	sleeper.Tasks[1].State = trace.Sleeping
	all["hang-waiting"] = classified(t, finding.Facts{Ending: finding.TimedOut}, sleeper)
	busy := newProgram("TestTransfer", "withdraw").does(1, sched.OpGo, 0, "TestTransfer", 40).does(2, sched.OpAtomicLoad, 1, "withdraw", 8)
	all["hang-busy"] = classified(t, finding.Facts{Ending: finding.Hung, Stack: []trace.Frame{frame("withdraw", 9)}}, busy)
	all["nondeterminism"] = classified(t, finding.Facts{Ending: finding.Diverged, DivergedAt: 4}, lostUpdate())

	self := newProgram("TestTransfer").does(1, sched.OpLock, 1, "transfer", 15).does(1, sched.OpLock, 1, "transfer", 16)
	all["deadlock-self"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, self.blocked(1, "transfer", 16))
	channel := newProgram("TestTransfer", "withdraw").does(1, sched.OpGo, 0, "TestTransfer", 40).waits(2, sched.OpSend, 1, "withdraw", 8)
	channel.waits(1, sched.OpRecv, 1, "TestTransfer", 44).waits(1, sched.OpRecv, 1, "TestTransfer", 45)
	all["deadlock-channel"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, channel.blocked(1, "TestTransfer", 45))
	// A reader asks again while a writer waits: writers go first.
	writer := newProgram("TestTransfer", "withdraw", "transfer").does(2, sched.OpRLock, 1, "withdraw", 8).does(3, sched.OpLock, 1, "transfer", 15)
	writer.does(3, sched.OpWLock, 1, "transfer", 15).waits(2, sched.OpRLock, 1, "withdraw", 9)
	all["deadlock-rwmutex"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, writer.blocked(2, "withdraw", 9).blocked(3, "transfer", 15))
	// The signal comes before the wait.
	cond := newProgram("TestTransfer", "withdraw").does(2, sched.OpLock, 1, "withdraw", 8).does(2, sched.OpCondSignal, 2, "withdraw", 9).does(2, sched.OpUnlock, 1, "withdraw", 10)
	cond.waits(1, sched.OpLock, 1, "TestTransfer", 43).does(1, sched.OpCondWait, 2, "TestTransfer", 44)
	all["deadlock-cond"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, cond.blocked(1, "TestTransfer", 44))
	leaks := newProgram("TestTransfer", "withdraw", "withdraw", "withdraw")
	for id := uint32(2); id <= 4; id++ {
		leaks.waits(1, sched.OpGo, 0, "TestTransfer", 40).waits(id, sched.OpSend, 1, "withdraw", 10)
		leaks.Tasks[id-1].CreatedAt.Line = 40
		leaks.blocked(id, "withdraw", 10)
	}
	all["leak-many"] = classified(t, finding.Facts{Leaked: []uint32{2, 3, 4}}, leaks)

	helper := finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:44: balance is negative\n"),
		Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, frame("check", 17), {Func: "example.com/bank.TestTransfer", File: "/home/me/bank/bank_test.go", Line: 44, Entry: 38}}}
	all["failure-helper"] = classified(t, helper, lostUpdate())
	atomic := strings.Replace(strings.Replace(raceReport, "Write at", "Atomic write at", 1), "Previous read", "Previous write", 1)
	mixed := newProgram("TestTransfer", "withdraw", "withdraw").does(2, sched.OpWrite, 1, "withdraw", 8).does(3, sched.OpAtomicStore, 1, "withdraw", 10)
	all["race-atomic"] = classified(t, finding.Facts{Ending: finding.Failed, Races: 1, Output: []byte(atomic)}, mixed)
	// One side has the lock, the other has not; a select had nothing to receive.
	half := newProgram("TestTransfer", "withdraw", "withdraw").does(2, sched.OpLock, 2, "transfer", 15).does(2, sched.OpRead, 1, "withdraw", 8)
	half.does(3, sched.OpSelect, 0, "transfer", 16).does(3, sched.OpWrite, 1, "withdraw", 10).does(2, sched.OpUnlock, 2, "transfer", 17)
	half.Events[2].Missed = true
	race := classified(t, finding.Facts{Ending: finding.Failed, Races: 1, Output: []byte(raceReport)}, half)
	race.Why = finding.WhyOf(race.Finding, race.Trace)
	all["race-half"] = race

	inLibraries(t, all)
	deadlocks(t, all)
	standstills(t, all)
	unnamed(t, all)
	races(t, all)
	unrepeated(t, all)
	beside(t, all)
	counted(t, all)
	constants(t, all)
	besideSteps(t, all)

	shrunk := classified(t, finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:31: lost update: balance = 90, want 80\n")}, inWorker())
	shrunk.NoRace = true
	shrunk.Why = finding.WhyOf(shrunk.Finding, shrunk.Trace)
	shrunk.Why.Shrunk, shrunk.Why.Minimal, shrunk.Why.Executions = true, true, 40
	for i := range shrunk.Why.Switches {
		shrunk.Why.Switches[i].Without = "the test passes"
	}
	all["failure-shrunk"] = shrunk
}

// inLibraries adds findings in code that the reader has not written, and of
// accesses that are no steps.
func inLibraries(t *testing.T, all map[string]campaign.Finding) {
	library := func(fn string, line int) trace.Frame {
		return trace.Frame{Func: "database/sql." + fn, File: "/usr/local/go/src/database/sql/sql.go", Line: line}
	}
	p := newProgram("TestTransfer", "withdraw", "withdraw")
	p.Tasks[1].Start, p.Tasks[1].CreatedAt = "database/sql.(*DB).opener", library("OpenDB", 841)
	step := func(task uint32, op sched.Op, object uint32, stack ...trace.Frame) {
		p.waits(task, op, object, "withdraw", 100+len(p.Events))
		p.Sites[p.Events[len(p.Events)-1].PC] = stack
		p.Tasks[task-1].State, p.Tasks[task-1].Stack, p.Tasks[task-1].Object = trace.Blocked, stack, object
	}
	step(1, sched.OpGo, 0, library("OpenDB", 841), frame("transfer", 15))
	step(1, sched.OpRLock, 1, library("(*Conn).grab", 2007), frame("transfer", 16))
	step(2, sched.OpSelect, 0, library("(*DB).opener", 1261))
	step(3, sched.OpSelect, 0, frame("next", 21))
	step(1, sched.OpWLock, 1, library("(*Conn).close", 2138), frame("transfer", 17))
	all["deadlock-library"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, p)

	// The race detector reports a read of a whole struct, which is no step, and
	// a function of sync/atomic instead of its caller.
	add := trace.Frame{Func: "sync/atomic.AddInt32", File: "/usr/local/go/src/runtime/race_amd64.s", Line: 418}
	text := strings.Replace(raceReport, "Write at", "Read at", 1)
	text = strings.Replace(text, "Previous read", "Previous atomic write", 1)
	text = strings.Replace(text, "example.com/bank.withdraw()\n      /home/me/bank/bank.go:8", "sync/atomic.AddInt32()\n      "+add.File+":421", 1)
	copied := newProgram("TestTransfer", "next", "withdraw").does(2, sched.OpAtomicRMW, 1, "next", 8).does(3, sched.OpLock, 2, "withdraw", 9)
	copied.Sites[8] = []trace.Frame{add, frame("next", 8)}
	all["race-copy"] = classified(t, finding.Facts{Ending: finding.Failed, Races: 1, Output: []byte(text)}, copied)
}

// Each kind of finding has a golden report.
func TestEveryKind(t *testing.T) {
	have := map[finding.Kind]int{}
	all := reports(t)
	for _, f := range all {
		have[f.Finding.Kind]++
	}
	for _, k := range []finding.Kind{finding.DataRace, finding.DeadlockKind, finding.Leak, finding.Panic, finding.Fatal, finding.Exit,
		finding.TestFailure, finding.Livelock, finding.Hang, finding.Nondeterminism} {
		if have[k] == 0 {
			t.Errorf("no report of a %s", k)
		}
	}
	if len(all) < 20 {
		t.Errorf("%d reports", len(all))
	}
}
