package report

import (
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// findSubject finds the steps that the finding is about: its accesses, where
// its goroutines wait, the last step of who ended the execution, what a check
// saw.
func (s *story) findSubject() {
	switch s.found.Kind {
	case finding.DataRace:
		s.raced()
	case finding.DeadlockKind, finding.Leak, finding.Hang:
		s.waiting()
	case finding.Livelock:
		s.circling()
	case finding.Panic:
		s.ended()
		s.waiting()
	case finding.Fatal, finding.Exit:
		s.ended()
	case finding.TestFailure:
		s.waiting()
		s.seen()
	case finding.NotLinearizable:
		s.seen()
	}
	for _, o := range s.why.Overwrites {
		for _, i := range []int{o.LostRead, o.Read, o.Lost, o.Write} {
			s.add(i, "")
		}
	}
}

// raced adds the accesses of a race.
func (s *story) raced() {
	for side, i := range s.racing {
		if s.racers[side] != 0 {
			s.first = append(s.first, s.racers[side])
		}
		switch other := s.racing[1-side]; {
		case i < 0:
		case other >= 0:
			s.add(i, fmt.Sprintf("races with %d", other+1))
		case s.racers[1-side] != 0:
			s.add(i, "races with "+s.Name(s.racers[1-side]))
		}
	}
}

// add makes a step one of the subject.
func (s *story) add(i int, mark string) {
	if i < 0 || i >= len(s.Events) {
		return
	}
	s.about = append(s.about, i)
	s.objects[s.Events[i].Object] = true
	if mark != "" {
		s.marks[i] = mark
	}
}

// waiting adds where goroutines wait, those of a cycle first, and where what
// they wait for was taken. Of many that wait the first stand for all.
func (s *story) waiting() {
	all := slices.Clone(s.waits.Waits)
	if of := s.blocked(); of != nil {
		all = slices.DeleteFunc(all, func(w finding.Wait) bool { return !slices.Contains(of, w.Task) || w.Task == s.over })
	}
	if s.found.Kind != finding.Leak && len(all) > 0 {
		s.first = append(s.first, s.waits.Cycle...)
	}
	slices.SortStableFunc(all, func(a, b finding.Wait) int { return s.turn(a.Task) - s.turn(b.Task) })
	for _, w := range all[:min(len(all), enough)] {
		if w.Event >= 0 {
			s.add(w.Event, waits)
		} else if i := s.lastStep(w.Task); i >= 0 {
			s.add(i, "") // after it there is something that has no step
		}
		s.objects[w.Object] = true
		for _, h := range w.Holds {
			s.add(h.Event, "")
		}
		for _, object := range s.cases(w.Event) {
			s.objects[object] = true
		}
	}
	if n := len(s.Events); s.found.Kind == finding.Hang && n > 0 {
		if f, ok := s.Place(n - 1); ok && !trace.Machinery(f.Func) {
			s.add(n-1, "")
		}
	}
}

// lastStep returns the last operation of a goroutine; -1 if it has none.
func (s *story) lastStep(id uint32) int {
	for i, e := range slices.Backward(s.Events) {
		if e.Task == id && !bookkeeping(e.Op) {
			return i
		}
	}
	return -1
}

// blocked are the goroutines whose wait the finding is about; nil is all that wait.
// A failure tells who waited at its end.
func (s *story) blocked() []uint32 {
	switch s.found.Kind {
	case finding.Leak:
		return s.found.Tasks
	case finding.TestFailure, finding.Panic:
		return append([]uint32{0}, s.called(s.found.Detail)...)
	}
	return nil
}

// turn returns the place of a goroutine in the cycle; those that are not in it
// come after.
func (s *story) turn(id uint32) int {
	if k := slices.Index(s.first, id); k >= 0 {
		return k
	}
	return len(s.first)
}

// cases returns the channels of the selects that stand where step i is a
// select that waits: the trace does not say on which it waits.
func (s *story) cases(i int) []uint32 {
	if i < 0 || s.Events[i].Op != sched.OpSelect {
		return nil
	}
	at, ok := s.At(i)
	var out []uint32
	for k, e := range s.Events {
		if f, _ := s.At(k); ok && e.Op == sched.OpSelect && e.Object != 0 && f.File == at.File && f.Line == at.Line {
			out = append(out, e.Object)
		}
	}
	return out
}

// ended adds the last step of the goroutine that ended the execution: one runs
// at a time, so where it is not known it is that of the last step.
func (s *story) ended() {
	for i := len(s.Events) - 1; i >= 0; i-- {
		id := s.Events[i].Task
		if len(s.found.Tasks) > 0 && !slices.Contains(s.found.Tasks, id) {
			continue
		}
		s.first, s.over = []uint32{id}, id
		s.add(i, "")
		return
	}
}

// seen adds what a check of the test may have seen: the last step on something
// shared that a goroutine took in the function of the check.
func (s *story) seen() {
	const most = 3 // goroutines
	together := shared(s.Trace)
	in := func(i int) bool {
		return len(s.found.Sites) > 0 && slices.ContainsFunc(s.StackAt(i), func(f trace.Frame) bool { return f.Func == s.found.Sites[0].Func })
	}
	for i := len(s.Events) - 1; i >= 0 && len(s.first) < most; i-- {
		e := s.Events[i]
		if together[e.Object] && s.asked(i) && !slices.Contains(s.first, e.Task) && in(i) {
			s.first = append(s.first, e.Task)
			s.add(i, "")
		}
	}
}
