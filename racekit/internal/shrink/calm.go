package shrink

import (
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A turn is named by how many steps a goroutine has taken, and to wait for a lock is
// one more. So who leaves out a turn of a long schedule in which goroutines contend
// for locks changes who waits, and by that moves all later turns to other places: of
// such a schedule nothing can be left out but its end. A calm schedule has none of
// these steps.

// calm returns the turns of a schedule with the operations of a trace in their order,
// but for those that only begin to wait: who would wait comes when it need not. Sends
// and receives are among them if chans is set, which is right for channels with room:
// without it one of the two must wait.
func calm(tr *trace.Trace, chans bool) []sched.Turn {
	waits := vain(tr, chans)
	var out []sched.Turn
	taken := map[uint32]uint32{}
	last := uint32(0)
	for i, e := range tr.Events {
		if waits[i] {
			continue
		}
		if e.Task != last || e.Way > 0 {
			out = append(out, sched.Turn{After: last, Nth: taken[last], To: sched.Decision(e.Task, e.Way)})
		}
		taken[e.Task]++
		last = e.Task
	}
	return out
}

// vain reports of each event whether its goroutine only began to wait, and for what it
// could as well have come for later.
func vain(tr *trace.Trace, chans bool) []bool {
	out := make([]bool, len(tr.Events))
	begun := map[uint32]sched.Op{} // by goroutine: the operation that goes on if it is resumed
	last := map[uint32]int{}       // by goroutine: its event before
	for i, e := range tr.Events {
		if !e.Resumed {
			begun[e.Task] = e.Op
		} else if n, ok := last[e.Task]; ok {
			out[n] = queues(begun[e.Task], chans)
		}
		last[e.Task] = i
	}
	return out
}

// queues reports whether an operation does nothing as long as it waits. A Cond.Wait gives
// back its lock.
func queues(op sched.Op, chans bool) bool {
	switch op {
	case sched.OpLock, sched.OpRLock, sched.OpWLock, sched.OpWGWait, sched.OpOnce:
		return true
	case sched.OpSend, sched.OpRecv:
		return chans
	}
	return false
}

// In a long execution goroutines give way by themselves: the default schedule takes who
// has run for long without another for one that polls. Where that is, all steps before
// decide, and it may be while a lock is held, for which the others then wait. So while a
// long schedule is made simpler, each goroutine goes on for as many steps as it has there
// unless a turn says otherwise.

// long are the steps that such an execution has at least, and longest those of one of
// which there is no budget for more than a few.
const (
	long    = 2000
	longest = 500_000
)

// goesOn reports whether goroutines are to go on while an execution like that of out is
// made simpler. In a wide execution they do.
func (p *prober) goesOn(out *execution.Outcome) bool {
	return !p.spec.Wide && long <= out.Steps && out.Steps <= longest
}

// stepsOf counts the steps of each goroutine of a trace; from 1 to their number.
func stepsOf(tr *trace.Trace) []uint32 {
	var out []uint32
	for _, e := range tr.Events {
		for uint32(len(out)) <= e.Task {
			out = append(out, 0)
		}
		out[e.Task]++
	}
	return out
}

// plan is what an execution is asked for to take these turns.
func (p *prober) plan(turns []sched.Turn) execution.Plan {
	asked := plan(turns)
	if p.stays == nil {
		return asked
	}
	out := make(execution.Plan, 0, len(asked)+p.staying())
	for id, n := range p.stays {
		for nth := uint32(1); id > 0 && nth <= n; nth++ {
			stay := sched.Turn{After: uint32(id), Nth: nth, To: uint32(id)}
			for len(asked) > 0 && asked[0].Less(stay) {
				out, asked = append(out, asked[0]), asked[1:]
			}
			if len(asked) == 0 || stay.Less(asked[0]) {
				out = append(out, stay)
			}
		}
	}
	return append(out, asked...)
}

// staying counts what plan adds at most.
func (p *prober) staying() (n int) {
	for _, steps := range p.stays {
		n += int(steps)
	}
	return n
}

// restless runs f, which compares with the default schedule as it is. If that finds a
// better schedule it is one of those.
func (s *shrinker) restless(f func() error) error {
	stays, best := s.stays, s.out
	s.stays = nil
	err := f()
	if s.out == best {
		s.stays = stays
	}
	return err
}
