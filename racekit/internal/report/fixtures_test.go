package report

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/circle"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// The findings here and in fixtures_more_test.go are such that each sentence of
// docs/internal/sentences.md is said of one of them.

// withdrawals is a program of n goroutines that the test starts.
func withdrawals(n int) *program {
	starts := []string{"TestTransfer"}
	for range n {
		starts = append(starts, "withdraw")
	}
	return newProgram(starts...)
}

// resumes appends a step that goes on with the one before of its goroutine.
func (p *program) resumes(task uint32, op sched.Op, object uint32, fn string, line int) *program {
	p.waits(task, op, object, fn, line)
	p.Events[len(p.Events)-1].Resumed = true
	return p
}

// stand makes goroutines wait in their last steps.
func (p *program) stand(tasks ...uint32) *program {
	for _, id := range tasks {
		for i, e := range p.Events {
			if f, ok := p.At(i); e.Task == id && ok {
				p.blocked(id, trace.Short(f.Func), f.Line)
			}
		}
	}
	return p
}

// inGroup lets the test start a goroutine by WaitGroup.Go.
func (p *program) inGroup(task, group uint32) *program {
	p.waits(1, sched.OpGo, group, "TestTransfer", 39+int(task))
	p.Tasks[task-1].CreatedAt = frame("TestTransfer", 39+int(task))
	return p
}

// deadlocks adds one for each way to wait.
func deadlocks(t *testing.T, all map[string]campaign.Finding) {
	add := func(name string, p *program, waiting ...uint32) {
		all["deadlock-"+name] = classified(t, finding.Facts{Ending: finding.Deadlocked}, p.stand(waiting...))
	}
	// The function of a Once calls Do of the same Once.
	add("once", withdrawals(1).does(2, sched.OpOnce, 1, "withdraw", 8).waits(2, sched.OpOnce, 1, "withdraw", 9).
		waits(1, sched.OpOnce, 1, "TestTransfer", 44), 1, 2)
	// A goroutine of a group waits for the group.
	add("group", withdrawals(1).inGroup(2, 3).waits(2, sched.OpWGWait, 3, "withdraw", 9).waits(1, sched.OpWGWait, 3, "TestTransfer", 44), 1, 2)
	// One that WaitGroup.Go started, and one that Add counts.
	add("group-more", withdrawals(1).waits(1, sched.OpWGAdd, 3, "TestTransfer", 39).inGroup(2, 3).waits(2, sched.OpRecv, 4, "withdraw", 8).
		waits(1, sched.OpWGWait, 3, "TestTransfer", 44), 1, 2)
	// Two were counted, and one is done.
	add("group-done", withdrawals(1).waits(1, sched.OpWGAdd, 3, "TestTransfer", 39).waits(2, sched.OpWGDone, 3, "withdraw", 10).
		waits(1, sched.OpWGWait, 3, "TestTransfer", 44), 1)
	// G2 has the lock that G3 needs to send again.
	add("perhaps", withdrawals(2).waits(3, sched.OpSend, 2, "withdraw", 8).does(2, sched.OpLock, 1, "transfer", 15).
		does(2, sched.OpRecv, 2, "transfer", 16).waits(2, sched.OpRecv, 2, "transfer", 17).waits(3, sched.OpLock, 1, "withdraw", 9), 2, 3)
	// Whoever signals keeps the lock.
	add("signaled", withdrawals(1).waits(1, sched.OpLock, 1, "TestTransfer", 43).waits(1, sched.OpCondWait, 2, "TestTransfer", 44).
		waits(2, sched.OpLock, 1, "withdraw", 8).waits(2, sched.OpCondSignal, 2, "withdraw", 9).resumes(1, sched.OpCondWait, 2, "TestTransfer", 44), 1)
	// Which of its locks Cond.Wait has given back is not in the trace, and so it is
	// open whether the TryLock got one.
	add("lent", withdrawals(4).waits(2, sched.OpLock, 1, "withdraw", 8).waits(2, sched.OpRLock, 2, "withdraw", 9).waits(2, sched.OpCondWait, 3, "withdraw", 10).
		waits(3, sched.OpTryLock, 1, "transfer", 15).waits(3, sched.OpRecv, 4, "transfer", 16).waits(4, sched.OpLock, 1, "withdraw", 11).
		waits(5, sched.OpLock, 2, "withdraw", 12).waits(5, sched.OpWLock, 2, "withdraw", 12), 2, 3, 4, 5)
	// G4 gives back what G2 or G3 has.
	add("readers", withdrawals(4).waits(2, sched.OpRLock, 1, "withdraw", 8).waits(3, sched.OpRLock, 1, "withdraw", 8).waits(4, sched.OpRUnlock, 1, "withdraw", 9).
		waits(5, sched.OpLock, 1, "withdraw", 10).waits(5, sched.OpWLock, 1, "withdraw", 10), 5)
	// A lock and a read lock of a goroutine that has ended, and a lock that was given back.
	add("left", withdrawals(4).waits(2, sched.OpLock, 1, "withdraw", 8).waits(2, sched.OpRLock, 2, "withdraw", 9).waits(2, sched.OpLock, 3, "withdraw", 10).
		waits(2, sched.OpUnlock, 3, "withdraw", 11).waits(3, sched.OpLock, 1, "transfer", 15).waits(4, sched.OpLock, 2, "transfer", 16).
		waits(4, sched.OpWLock, 2, "transfer", 16).waits(5, sched.OpLock, 3, "transfer", 17), 3, 4, 5)
	// One value was received, and another is left.
	add("send", withdrawals(1).waits(1, sched.OpSend, 1, "TestTransfer", 43).waits(2, sched.OpRecv, 1, "withdraw", 8).waits(1, sched.OpSend, 1, "TestTransfer", 44), 1)

	many := withdrawals(24)
	var ids []uint32
	for id := uint32(2); id <= 25; id++ {
		many.waits(id, sched.OpRecv, 1, "withdraw", 8)
		ids = append(ids, id)
	}
	add("many", many, ids...)

	cut := abba()
	for i, op := range []sched.Op{sched.OpWGWait, sched.OpLock, sched.OpLock} {
		cut.Tasks[i].Op = op
	}
	all["deadlock-cut"] = classified(t, finding.Facts{Ending: finding.Deadlocked, Trace: &cut.Trace, Steps: 5_000_000}, nil)
	all["deadlock-unknown"] = classified(t, finding.Facts{Ending: finding.Deadlocked}, nil)
	all["deadlock-asleep"] = classified(t, finding.Facts{Ending: finding.Crashed, Message: "exit status 2", Output: printed(t, "asleep")}, lostUpdate())
}

// standstills adds what is said of goroutines that did not wait for each other to
// the end, or not all of them.
func standstills(t *testing.T, all map[string]campaign.Finding) {
	late := finding.Facts{Ending: finding.Failed, Output: []byte("    bank_test.go:50: no transfer within a second\n")}
	cycle := abba()
	cycle.Tasks[0].State, cycle.Tasks[0].Stack, cycle.Tasks[0].Wait = trace.Ended, nil, ""
	all["failure-blocked"] = classified(t, late, cycle)
	idle := withdrawals(4)
	for id := uint32(2); id <= 5; id++ {
		idle.waits(id, sched.OpSend, id, "withdraw", 8)
	}
	idle.waits(1, sched.OpSleep, 0, "TestTransfer", 49).resumes(1, sched.OpSleep, 0, "TestTransfer", 49)
	all["failure-late"] = classified(t, late, idle.stand(2, 3, 4, 5))

	spin := withdrawals(4)
	spin.waits(2, sched.OpAtomicStore, 1, "withdraw", 10).waits(3, sched.OpLock, 2, "transfer", 15)
	for range 100 {
		spin.waits(1, sched.OpAtomicLoad, 1, "TestTransfer", 44).waits(4, sched.OpTryLock, 2, "transfer", 16)
		spin.waits(5, sched.OpAtomicLoad, 3, "withdraw", 8).waits(3, sched.OpYield, 0, "transfer", 17)
	}
	for _, id := range []uint32{1, 3, 4, 5} {
		spin.Tasks[id-1].State = trace.Runnable
	}
	polls := classified(t, finding.Facts{Ending: finding.Livelocked}, spin)
	polls.Why = finding.WhyOf(polls.Finding, polls.Trace)
	all["livelock-spin"] = polls

	circling := func(name string, locks uint32) {
		p := withdrawals(int(locks))
		for range 100 {
			for id := uint32(2); id < locks+2; id++ {
				p.waits(id, sched.OpLock, id, "transfer", 15)
			}
			for id := uint32(2); id < locks+2; id++ {
				p.waits(id, sched.OpTryLock, 2+(id-1)%locks, "transfer", 16)
			}
			for id := uint32(2); id < locks+2; id++ {
				p.waits(id, sched.OpUnlock, id, "transfer", 17)
			}
		}
		for id := uint32(2); id < locks+2; id++ {
			p.Tasks[id-1].State = trace.Runnable
		}
		f := classified(t, finding.Facts{Ending: finding.Livelocked}, p)
		f.Notes = []string{circle.Lasts(100_000)}
		all["livelock-"+name] = f
	}
	circling("circle", 2)
	circling("ring", 3)

	// G3 waits for the network, and has the lock.
	behind := withdrawals(2).waits(2, sched.OpLock, 1, "transfer", 15).waits(3, sched.OpLock, 1, "withdraw", 8).waits(1, sched.OpWGWait, 3, "TestTransfer", 44)
	all["hang-locked"] = classified(t, finding.Facts{Ending: finding.Hung, Output: []byte("SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n" +
		"goroutine 7 gp=0xc000008d20 m=nil [IO wait]:\nexample.com/bank.transfer()\n\t/home/me/bank/bank.go:16 +0x1\n\n")}, behind)
	all["hang-unplaced"] = classified(t, finding.Facts{Ending: finding.Hung}, nil)
	all["hang-stopped"] = classified(t, finding.Facts{Ending: finding.Crashed, Message: "exit status 2", Output: printed(t, "quit")}, lostUpdate())
}

// unnamed adds findings that have no words of their own.
func unnamed(t *testing.T, all map[string]campaign.Finding) {
	all["failure-unsaid"] = classified(t, finding.Facts{Ending: finding.Failed, Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, frame("withdraw", 9)}}, lostUpdate())
	all["panic-unshown"] = classified(t, finding.Facts{Ending: finding.Panicked, Culprit: 2}, lostUpdate())
	all["panic-started"] = classified(t, finding.Facts{Ending: finding.Crashed, Message: "exit status 2", Output: printed(t, "child")}, lostUpdate())
	all["exit-unknown"] = classified(t, finding.Facts{Ending: finding.Crashed}, nil)
	never := explore.Result{Executions: 9, Marks: []explore.Mark{{Text: explore.SometimesMark(frame("withdraw", 9), "balance < n", false)}}}
	all["never"] = campaign.Finding{Test: "TestTransfer", Finding: never.Never()[0]}
	all["history"] = classified(t, finding.Facts{Ending: finding.Failed, Message: "not linearizable: bank.Queue"}, nil)
}
