package report

import (
	"slices"

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
	if later, earlier, ok := r.Locate(s.Trace); ok {
		s.racing = []int{later, earlier}
		return
	}
	if s.racing = s.unordered(&r); s.racing != nil {
		for side, i := range s.racing {
			r.Accesses[side].Stack = s.StackAt(i)
		}
		s.found.Race, s.found.Message = &r, r.Headline()
	}
}

// unordered returns the accesses of a race of which the detector has lost a
// place, as it does in functions that are inlined and within package sync: two
// steps on one object, the later first, that nothing orders. It returns nil if
// there is more than one such object.
func (s *story) unordered(r *finding.Race) []int {
	const most = 50 // so that pairs are few
	_, placed := ownFrame(r.Accesses[0].Stack)
	_, too := ownFrame(r.Accesses[1].Stack)
	second, first := s.like(&r.Accesses[0]), s.like(&r.Accesses[1])
	if !placed && !too || len(second) > most || len(first) > most {
		return nil
	}
	var out []int
	for _, later := range second {
		for _, earlier := range first {
			a, b := s.Events[earlier], s.Events[later]
			if earlier >= later || a.Task == b.Task || a.Object != b.Object || s.order.Before(earlier, later) {
				continue
			}
			if out != nil && s.Events[out[0]].Object != b.Object {
				return nil
			}
			if out == nil {
				out = []int{later, earlier}
			}
		}
	}
	return out
}

// like returns the steps that may be an access of the detector's report, as
// far as that says: the kind, the place, the go statement.
func (s *story) like(a *finding.Access) []int {
	place, placed := ownFrame(a.Stack)
	made, known := ownFrame(a.Created)
	started := func(id uint32) bool {
		t := s.Task(id)
		return !known || t != nil && t.CreatedAt.File == made.File && t.CreatedAt.Line == made.Line
	}
	if !slices.ContainsFunc(s.Tasks, func(t trace.Task) bool { return started(t.ID) }) || a.ByTest() {
		known = false // the detector names a caller of it
	}
	var out []int
	for i, e := range s.Events {
		at := func(f trace.Frame) bool { return f.File == place.File && f.Line == place.Line }
		if e.Object != 0 && touches(e.Op, a.Write) && started(e.Task) && (!placed || slices.ContainsFunc(s.StackAt(i), at)) {
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
