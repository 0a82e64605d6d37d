package linear

import (
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A state is what the model is in after a sequence of calls. It is known by
// that sequence: to go on from it, the sequence is run again on a new instance.
// States are shared by all histories of a program.
type state struct {
	parent  *state
	depth   int
	op      int        // index of the last call among those of the program
	waits   bool       // that call may wait for ever: it has a goroutine of its own
	results []*outcome // of all calls, in one run
	next    map[edge]*state
}

type edge struct {
	op    int
	waits bool
}

func (s *state) last() *outcome { return s.results[s.depth-1] }

// An outcome is what a call gives in a sequential run.
type outcome struct {
	args    []reflect.Value
	results observation
	blocked bool // it did not return
}

// A replayer runs sequences of a program's calls.
type replayer struct {
	// Alone runs a function until it returns or can never return. It is used if
	// it is there and calls have been seen to block, which is costly to notice
	// otherwise.
	Alone func(func())

	subject *Subject
	ops     []Op // of the program, in the order of its parts
	root    *state
}

func newReplayer(s *Subject, p Program) *replayer {
	r := &replayer{subject: s, root: &state{op: -1}}
	for _, ops := range p.parts() {
		r.ops = append(r.ops, ops...)
	}
	return r
}

// step is the state after one more call. After one that waits only others that
// wait can follow.
func (r *replayer) step(s *state, op int, waits bool) *state {
	e := edge{op, waits}
	if n := s.next[e]; n != nil {
		return n
	}
	n := &state{parent: s, depth: s.depth + 1, op: op, waits: waits}
	path := n.path()
	ops, waiting := make([]int, len(path)), 0
	for i, at := range path {
		ops[i] = at.op
		if at.waits {
			waiting++
		}
	}
	n.results = r.run(ops, len(ops)-waiting)
	if s.next == nil {
		s.next = map[edge]*state{}
	}
	s.next[e] = n
	return n
}

// path is the states from the first call to s.
func (s *state) path() []*state {
	all := make([]*state, s.depth)
	for ; s.parent != nil; s = s.parent {
		all[s.depth-1] = s
	}
	return all
}

// sequence is the calls that lead to a state.
func (s *state) sequence() []int {
	ops := make([]int, s.depth)
	for i, at := range s.path() {
		ops[i] = at.op
	}
	return ops
}

// run makes calls one after another on a new instance of the model, and after
// the first n the others at once, in goroutines of their own.
func (r *replayer) run(ops []int, n int) []*outcome {
	var begun atomic.Pointer[[]*Record]
	r.alone(func() {
		records := make([]*Record, len(ops))
		instance := r.subject.model()
		for i, op := range ops {
			records[i] = r.subject.record(r.ops[op], instance)
		}
		begun.Store(&records)
		replay(records, n)
	})
	out := make([]*outcome, len(ops))
	for i := range out {
		out[i] = &outcome{blocked: true}
	}
	if begun.Load() == nil {
		return out // the constructor does not return
	}
	for i, rec := range *begun.Load() {
		if rec.returned() {
			out[i] = &outcome{args: rec.args, results: rec.observed()}
		}
	}
	return out
}

// replay makes the calls.
func replay(records []*Record, n int) {
	now := func() int64 { return 1 }
	for _, rec := range records[:n] {
		rec.run(ref, now)
	}
	var others sync.WaitGroup
	for _, rec := range records[n:] {
		others.Go(func() { rec.run(ref, now) })
	}
	others.Wait()
}

func (r *replayer) alone(f func()) {
	if r.Alone != nil && r.subject.blocks {
		r.Alone(f)
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done) // runtime.Goexit is a result too
		f()
	}()
	if !Returns(done) {
		r.subject.blocks = true
	}
}

const (
	patience = 2 * time.Millisecond // between two looks at a call that takes long
	looks    = 3                    // that must agree
)

// Returns waits until done is closed, and returns false if all goroutines that
// make calls wait for each other before: then nobody is there to close it.
func Returns(done <-chan struct{}) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for idle := 0; idle < looks; {
		select {
		case <-done:
			return true
		case <-timer.C:
		}
		if waiting() {
			idle++
		} else {
			idle = 0
		}
		timer.Reset(patience)
	}
	return false
}

// waiting reports whether all goroutines that make calls wait for somebody.
func waiting() bool {
	buf := make([]byte, 1<<20)
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		calls := strings.Contains(g, "racekit/internal/linear") && !strings.Contains(g, "linear.Returns(")
		if calls && !blocked(g) {
			return false
		}
	}
	return true
}

// blocked reports whether a goroutine, whose header and stack is given, waits
// for another one.
func blocked(g string) bool {
	_, state, _ := strings.Cut(g, "[")
	state, _, _ = strings.Cut(state, "]")
	state, _, _ = strings.Cut(state, ",")
	switch {
	case strings.HasPrefix(state, "sync."), strings.HasPrefix(state, "chan "), state == "select", state == "select (no cases)", state == "semacquire":
		return true
	}
	return false
}
