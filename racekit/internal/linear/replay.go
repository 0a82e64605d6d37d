package linear

import (
	"reflect"
	"runtime"
	"strings"
	"time"
)

// A state is what the model is in after a sequence of calls. It is known by
// that sequence: to go on from it, the sequence is run again on a new instance.
// States are shared by all histories of a program.
type state struct {
	parent  *state
	depth   int
	op      int        // index of the last call among those of the program
	results []*outcome // of all calls, in one run
	next    map[int]*state
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
	subject *Subject
	ops     []Op // of the program, in the order of its parts
	root    *state
	runs    int
}

func newReplayer(s *Subject, p Program) *replayer {
	r := &replayer{subject: s, root: &state{op: -1}}
	for _, ops := range p.parts() {
		r.ops = append(r.ops, ops...)
	}
	return r
}

// step is the state after one more call.
func (r *replayer) step(s *state, op int) *state {
	if n := s.next[op]; n != nil {
		return n
	}
	n := &state{parent: s, depth: s.depth + 1, op: op}
	n.results = r.run(n.sequence())
	if s.next == nil {
		s.next = map[int]*state{}
	}
	s.next[op] = n
	return n
}

// sequence is the calls that lead to a state.
func (s *state) sequence() []int {
	ops := make([]int, s.depth)
	for ; s.parent != nil; s = s.parent {
		ops[s.depth-1] = s.op
	}
	return ops
}

// path is the states from the first call to s.
func (s *state) path() []*state {
	all := make([]*state, s.depth)
	for ; s.parent != nil; s = s.parent {
		all[s.depth-1] = s
	}
	return all
}

// run makes calls one after another on a new instance of the model. One that
// blocks stays where it is while the others go on.
func (r *replayer) run(ops []int) []*outcome {
	r.runs++
	instance := r.subject.model()
	out := make([]*outcome, len(ops))
	for i, op := range ops {
		rec := r.subject.record(r.ops[op], instance)
		o := &outcome{args: rec.args}
		done := make(chan struct{})
		go replayCall(rec, done)
		if o.blocked = !returns(done); !o.blocked {
			o.results = rec.results
		}
		out[i] = o
	}
	return out
}

// replayCall is the function that waiting looks for in stacks.
func replayCall(r *Record, done chan struct{}) {
	defer close(done) // runtime.Goexit is a result too
	r.run(ref, func() int64 { return 1 })
}

const (
	patience = 2 * time.Millisecond // between two looks at a call that takes long
	looks    = 3                    // that must agree
)

// returns waits until a call has returned or waits for somebody else: then
// nobody is there who could wake it.
func returns(done chan struct{}) bool {
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

// waiting reports whether all goroutines that make calls wait for each other.
func waiting() bool {
	buf := make([]byte, 1<<20)
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(g, "linear.replayCall(") && !blocked(g) {
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
