package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// locate finds the accesses of a race. Where the detector has lost places, the
// story is told with those of the steps.
func (s *story) locate() {
	if s.found.Race == nil {
		return
	}
	r := *s.found.Race
	later, earlier, located := r.Locate(s.Trace)
	if located {
		s.racing = [2]int{later, earlier}
	} else if !s.unordered(&r) {
		s.oneSide(&r)
	}
	for side, i := range s.racing {
		if i < 0 {
			continue
		}
		if !located { // the detector leaves out what is inlined
			r.Accesses[side].Stack = s.StackAt(i)
		}
		s.racers[side] = s.Events[i].Task
	}
	s.findRacers(&r)
	s.found.Race, s.found.Message = &r, r.Headline()
}

// located reports whether both accesses of a race are known as steps.
func (s *story) located() bool { return s.racing[0] >= 0 && s.racing[1] >= 0 }

// racer names the goroutine of an access.
func (s *story) racer(side int) string {
	id, other := s.racers[side], s.racers[1-side]
	switch i := s.racing[side]; {
	case i >= 0:
		return fmt.Sprintf("%s at step %d", short(s.Trace, id), i+1)
	case id != 0:
		return short(s.Trace, id)
	}
	name := "a goroutine"
	if side > 0 || other != 0 {
		name = "another goroutine"
	}
	a := &s.found.Race.Accesses[side]
	made, ok := ownFrame(a.Created)
	switch {
	case a.Main:
		return "the main goroutine"
	case a.ByTest():
		return "the test's goroutine"
	case ok:
		return fmt.Sprintf("%s started at %s:%d", name, trace.Base(made.File), made.Line)
	}
	return name
}

// oneSide finds the access that is a step where the other one is none: reads of
// a whole struct are not, and those of memory that was not known to be contended.
func (s *story) oneSide(r *finding.Race) {
	for side := range r.Accesses {
		who := s.runners(&r.Accesses[1-side])
		found := s.like(&r.Accesses[side])
		found = slices.DeleteFunc(found, func(i int) bool { return slices.Contains(who, s.Events[i].Task) })
		if len(who) == 1 && len(found) == 1 {
			s.racing[side] = found[0]
			return
		}
	}
}

// findRacers finds the goroutines of accesses that are no steps: those that run
// the function from which the access was called. It finds none if there are
// several that can have been so, the later one after the earlier.
func (s *story) findRacers(r *finding.Race) {
	var of [2][]uint32
	for side := range of {
		if of[side] = s.runners(&r.Accesses[side]); s.racers[side] != 0 {
			of[side] = []uint32{s.racers[side]}
		}
	}
	first, last := s.ends()
	var pairs [][2]uint32
	for _, later := range of[0] {
		for _, earlier := range of[1] {
			if later != earlier && first[earlier] < last[later] && (!r.Accesses[1].Ended || last[earlier] < last[later]) {
				pairs = append(pairs, [2]uint32{later, earlier})
			}
		}
	}
	if len(pairs) == 1 {
		s.racers = pairs[0]
	}
}

// ends returns the first and the last step of each goroutine.
func (s *story) ends() (first, last map[uint32]int) {
	first, last = map[uint32]int{}, map[uint32]int{}
	for i, e := range s.Events {
		if _, ok := first[e.Task]; !ok {
			first[e.Task] = i
		}
		last[e.Task] = i
	}
	return first, last
}

// runners returns the goroutines that run the function from which an access was
// called.
func (s *story) runners(a *finding.Access) []uint32 {
	root := outermost(a.Stack)
	var out []uint32
	for i, e := range s.Events {
		if root != "" && !s.Hidden(e.Task) && !slices.Contains(out, e.Task) && outermost(s.StackAt(i)) == root {
			out = append(out, e.Task)
		}
	}
	return out
}

// outermost returns the function of the program that was called first.
func outermost(stack []trace.Frame) string {
	for _, f := range slices.Backward(stack) {
		if !trace.Machinery(f.Func) && !trace.Wrapper(f.Func) && f.Func != "" {
			return f.Func
		}
	}
	return ""
}

// unordered finds the accesses of a race of which the detector has lost a
// place, as it does in functions that are inlined and within package sync: two
// steps on one object that nothing orders. It finds none if there is more than
// one such object.
func (s *story) unordered(r *finding.Race) bool {
	const most = 50 // so that pairs are few
	_, placed := ownFrame(r.Accesses[0].Stack)
	_, too := ownFrame(r.Accesses[1].Stack)
	second, first := s.like(&r.Accesses[0]), s.like(&r.Accesses[1])
	if !placed && !too || len(second) > most || len(first) > most {
		return false
	}
	out := [2]int{-1, -1}
	for _, later := range second {
		for _, earlier := range first {
			a, b := s.Events[earlier], s.Events[later]
			if earlier >= later || a.Task == b.Task || a.Object != b.Object || s.order.Before(earlier, later) {
				continue
			}
			if out[0] >= 0 && s.Events[out[0]].Object != b.Object {
				return false
			}
			if out[0] < 0 {
				out = [2]int{later, earlier}
			}
		}
	}
	s.racing = out
	return s.located()
}

// like returns the steps that may be an access of the detector's report, as
// far as that says: the kind, the place, the go statement.
func (s *story) like(a *finding.Access) []int {
	place, placed := ownFrame(a.Stack)
	inner := "" // what of package sync or sync/atomic it was in; of others there is only a stub of the detector
	if !placed && strings.HasPrefix(trace.Package(place.Func), "sync") {
		inner = place.Func
	}
	made, known := ownFrame(a.Created)
	starts := s.StartedBy(made)
	started := func(id uint32) bool {
		t := s.Task(id)
		return !known || t != nil && starts[t.CreatedAt]
	}
	known = known && !a.ByTest()
	var out []int
	for i, e := range s.Events {
		at := func(f trace.Frame) bool {
			return placed && f.File == place.File && f.Line == place.Line || !placed && (inner == "" || f.Func == inner)
		}
		if e.Object != 0 && touches(e.Op, a.Write) && started(e.Task) && slices.ContainsFunc(s.StackAt(i), at) {
			out = append(out, i)
		}
	}
	return out
}

// ownFrame returns the innermost frame that is not of the runtime or of what
// carries out operations.
func ownFrame(stack []trace.Frame) (trace.Frame, bool) {
	f, ok := trace.User(stack)
	return f, ok && !trace.Machinery(f.Func)
}

// touches reports whether the detector takes an operation for a read, or for a
// write, of its object: in a channel a send reads and a close writes, in a
// WaitGroup Add reads and Wait writes.
func touches(op sched.Op, write bool) bool {
	switch op {
	case sched.OpRead, sched.OpAtomicLoad, sched.OpSend, sched.OpWGAdd, sched.OpWGDone:
		return !write
	case sched.OpWrite, sched.OpAtomicStore, sched.OpClose, sched.OpWGWait:
		return write
	case sched.OpAtomicRMW, sched.OpMap, sched.OpMapRange:
		return true
	}
	return false
}
