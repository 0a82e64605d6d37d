package aba

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "aba",
	Title:    "ABA on a lock-free (Treiber) stack",
	Class:    "lock-free atomicity violation",
	Priority: 2,
	Level:    5,
	Property: "each cell is on the stack or has one owner",
	Params:   []scenario.Param{{Name: "recyclers", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "CAS head, nodes recycled (pool/index)", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "recycledStack",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The head is the same cell again, and what follows it is another.",
			Body: owns(func() stack { return &recycledStack{} })},

		{Name: "version tag in CAS word", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "taggedStack",
			Why:  "The version tells a head from the same cell at another time.",
			Body: owns(func() stack { return &taggedStack{} })},
		{Name: "fresh node every push (GC, never recycled)", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "freshStack node",
			Why:  "As long as somebody has a pointer to a node, no new node has the same.",
			Body: owns(func() stack { return &freshStack{} })},
		{Name: "mutex", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexStack",
			Why:  "Nobody else is in between the look at the head and its change.",
			Body: owns(func() stack { return &mutexStack{} })},
	},
}

const cells = 3

// A stack is of cells, numbered from 1. Pop returns 0 if there is none.
type stack interface {
	Push(cell int64)
	Pop() int64
}

// owns is the property. One goroutine takes a cell; the others take two and give
// back the first.
func owns(newStack func() stack) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newStack()
		for cell := range int64(cells) {
			s.Push(cell + 1)
		}
		owned := make([]int64, w.Int("recyclers")+1)
		var wg sync.WaitGroup
		wg.Go(func() { owned[0] = s.Pop() })
		for i := range w.Int("recyclers") {
			wg.Go(func() {
				first := s.Pop()
				owned[i+1] = s.Pop()
				if first != 0 {
					s.Push(first)
				}
			})
		}
		wg.Wait()
		for range cells {
			owned = append(owned, s.Pop())
		}
		times := map[int64]int{}
		for _, cell := range owned {
			times[cell]++
		}
		for cell := range int64(cells) {
			if n := times[cell+1]; n != 1 {
				t.Errorf("cell %d is owned by %d, or was on the stack more than once, want 1", cell+1, n)
			}
		}
	}
}
