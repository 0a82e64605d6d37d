package linear

import (
	"slices"
	"testing"
)

// between is called by the types of these tests between two steps of a call:
// there the calls of the other goroutines run. So one goroutine is enough.
var between func()

func pause() {
	if f := between; f != nil {
		between = nil
		f()
	}
}

// interrupted runs p: its first thread, and the others where that one pauses
// first, or else after it.
func interrupted(s *Subject, p Program) *History {
	now := int64(0)
	clock := func() int64 { now++; return now }
	var threads []func()
	h := s.Begin(p)
	s.Prepare(h)
	h.Run(clock, func(f func()) { threads = append(threads, f) }, func() {
		rest := func() {
			for _, f := range threads[1:] {
				f()
			}
		}
		between = rest
		threads[0]()
		if between != nil {
			between = nil
			rest()
		}
	})
	return h
}

// subject is the subject of a config that is right.
func subject(t *testing.T, cfg Config) *Subject {
	t.Helper()
	s, err := NewSubject(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// calls makes the operations of a thread: a name and its arguments, in turn.
func (s *Subject) calls(words ...any) []Op {
	var ops []Op
	for _, w := range words {
		if name, ok := w.(string); ok {
			ops = append(ops, Op{Method: slices.IndexFunc(s.Methods, func(m *Method) bool { return m.Name == name })})
		} else {
			last := &ops[len(ops)-1]
			last.Args = append(last.Args, w.(int))
		}
	}
	return ops
}

// A gapStack pops in two steps.
type gapStack struct{ items []int }

func (s *gapStack) Push(v int) { s.items = append(s.items, v) }

func (s *gapStack) Pop() (int, bool) {
	n := len(s.items)
	if n == 0 {
		return 0, false
	}
	v := s.items[n-1]
	pause()
	s.items = s.items[:n-1]
	return v, true
}
