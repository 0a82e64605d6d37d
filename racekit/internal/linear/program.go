package linear

import (
	"slices"

	"pgregory.net/rapid"
)

// A Program is what to call: first Before, then all Threads at once, then
// After.
type Program struct {
	Before  []Op
	Threads [][]Op
	After   []Op
}

// An Op is one call.
type Op struct {
	Method int
	Args   []int // seeds of the arguments
}

const (
	maxThreads = 3
	maxOps     = 4 // per thread
	maxBefore  = 3
	maxAfter   = 2
	maxSeed    = 2 // of an argument: few values, so that equal ones meet
)

// Draw draws a program. It prefers few methods and few arguments, because calls
// that have something to do with each other are where the errors are.
func (s *Subject) Draw(t *rapid.T) Program {
	var all, atomic []int
	for i, m := range s.Methods {
		all = append(all, i)
		if !m.Visits {
			atomic = append(atomic, i)
		}
	}
	some := rapid.Permutation(atomic).Draw(t, "methods")
	some = some[:rapid.IntRange(1, len(some)).Draw(t, "how many")]
	seeds := rapid.IntRange(0, rapid.IntRange(0, maxSeed).Draw(t, "greatest seed"))
	op := func(of []int) *rapid.Generator[Op] {
		return rapid.Custom(func(t *rapid.T) Op {
			o := Op{Method: rapid.SampledFrom(of).Draw(t, "method")}
			for range s.Methods[o.Method].in {
				o.Args = append(o.Args, seeds.Draw(t, "argument"))
			}
			return o
		})
	}
	p := Program{Before: rapid.SliceOfN(op(all), 0, maxBefore).Draw(t, "before")}
	for range rapid.IntRange(2, maxThreads).Draw(t, "threads") {
		p.Threads = append(p.Threads, rapid.SliceOfN(op(some), 1, maxOps).Draw(t, "thread"))
	}
	p.After = rapid.SliceOfN(op(all), 0, maxAfter).Draw(t, "after")
	return p
}

// Program returns the program of a seed.
func (s *Subject) Program(seed int) Program {
	return rapid.Custom(s.Draw).Example(seed)
}

// Ops is the number of calls.
func (p Program) Ops() int {
	n := len(p.Before) + len(p.After)
	for _, t := range p.Threads {
		n += len(t)
	}
	return n
}

// parts are all sequences of calls: before, the threads, after.
func (p Program) parts() [][]Op {
	return slices.Concat([][]Op{p.Before}, p.Threads, [][]Op{p.After})
}

// ofParts is the inverse of parts. Threads without calls are dropped.
func ofParts(parts [][]Op) Program {
	last := len(parts) - 1
	p := Program{Before: parts[0], After: parts[last]}
	for _, t := range parts[1:last] {
		if len(t) > 0 {
			p.Threads = append(p.Threads, t)
		}
	}
	return p
}
