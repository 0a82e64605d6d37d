// Package library calls package racekit in the ways that its tests check, under
// every kind of toolchain.
package library

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"pgregory.net/rapid"
)

func lost(t *testing.T) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n.Store(n.Load() + 1) })
	}
	wg.Wait()
	if n.Load() != 2 {
		t.Errorf("n = %d, want 2", n.Load())
	}
}

func TestLost(t *testing.T) { racekit.Test(t, lost) }

func TestSecond(t *testing.T) {
	racekit.Test(t, func(*testing.T) {})
	t.Run("a/b c", func(t *testing.T) {
		racekit.Test(t, lost, racekit.Seed(7))
	})
}

func TestNested(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		t.Run("sub", func(t *testing.T) {
			racekit.Test(t, func(*testing.T) {})
		})
	})
}

func TestRace(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		n := 0
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { n++ })
		}
		wg.Wait()
	})
}

// What rapid draws is in the body alone, so it is explored in this process.
func TestDrawn(t *testing.T) {
	explored := 0
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(rt, "n")
		racekit.Test(t, func(t *testing.T) {
			explored++
			var sum atomic.Int64
			var wg sync.WaitGroup
			for range n {
				wg.Go(func() { sum.Add(1) })
			}
			if wg.Wait(); sum.Load() != int64(n) {
				t.Errorf("%d of %d", sum.Load(), n)
			}
		}, racekit.Schedules(20))
	})
	t.Logf("executions in this process: %v", explored > 100)
}

func TestRight(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		n := 0
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				mu.Lock()
				defer mu.Unlock()
				n++
			})
		}
		if wg.Wait(); n != 2 {
			t.Errorf("n = %d, want 2", n)
		}
	})
}

func TestDeadlock(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		var a, b sync.Mutex
		var wg sync.WaitGroup
		wg.Go(func() { a.Lock(); defer a.Unlock(); b.Lock(); defer b.Unlock() })
		wg.Go(func() { b.Lock(); defer b.Unlock(); a.Lock(); defer a.Unlock() })
		wg.Wait()
	})
}

func TestLeak(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		c := make(chan int)
		go func() { c <- 1 }()
	})
}

func TestParallelBody(t *testing.T) { racekit.Test(t, func(t *testing.T) { t.Parallel() }) }

func TestNil(t *testing.T) { racekit.Test(t, nil) }

func TestOption(t *testing.T) { racekit.Test(t, lost, racekit.Schedules(0)) }

func TestCooperative(t *testing.T) { racekit.Test(t, lost, racekit.Cooperative()) }

type counter interface {
	Inc()
	Value() int64
}

type atomicCounter struct{ atomic.Int64 }

func (c *atomicCounter) Inc()         { c.Add(1) }
func (c *atomicCounter) Value() int64 { return c.Load() }

type storeCounter struct{ atomicCounter }

func (c *storeCounter) Inc() { c.Store(c.Load() + 1) }

type plainCounter struct{ n int64 }

func (c *plainCounter) Inc()         { c.n++ }
func (c *plainCounter) Value() int64 { return c.n }

func counts(t *testing.T, c counter) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(c.Inc)
	}
	if wg.Wait(); c.Value() != 2 {
		t.Errorf("the value is %d, want 2", c.Value())
	}
}

func TestCompare(t *testing.T) {
	racekit.Compare(t, []racekit.Variant[counter]{
		{Name: "atomic add", New: func() counter { return new(atomicCounter) }},
		{Name: "load, then store", New: func() counter { return new(storeCounter) }, Broken: true},
		{Name: "plain", New: func() counter { return new(plainCounter) }, Race: true, Broken: true},
	}, counts)
}

func TestCompareCost(t *testing.T) {
	racekit.Compare(t, []racekit.Variant[counter]{
		{Name: "atomic add", New: func() counter { return new(atomicCounter) }, Op: counter.Inc},
		{Name: "load, then store", New: func() counter { return new(storeCounter) }, Broken: true, Op: counter.Inc},
	}, counts, racekit.MeasureCost())
}

func TestCompareWrong(t *testing.T) {
	racekit.Compare(t, []racekit.Variant[counter]{
		{Name: "atomic add", New: func() counter { return new(atomicCounter) }, Race: true},
		{Name: "load, then store", New: func() counter { return new(storeCounter) }},
		{Name: "plain", New: func() counter { return new(plainCounter) }},
	}, counts)
}

func TestCompareTwice(t *testing.T) {
	one := racekit.Variant[counter]{Name: "one", New: func() counter { return new(atomicCounter) }}
	racekit.Compare(t, []racekit.Variant[counter]{one, one}, counts)
}

// storeBuffer is the litmus test SB; atomics in Go are sequentially consistent.
func storeBuffer(*testing.T) any {
	var a, b atomic.Int64
	var x, y int64
	var wg sync.WaitGroup
	wg.Go(func() { a.Store(1); x = b.Load() })
	wg.Go(func() { b.Store(1); y = a.Load() })
	wg.Wait()
	return [2]int64{x, y}
}

func TestOutcomes(t *testing.T) {
	racekit.Outcomes(t, storeBuffer, []racekit.Outcome{
		racekit.Acceptable("[0 1]", "the first goroutine came first"),
		racekit.Acceptable("[1 0]", "the second one did"),
		racekit.Interesting("[1 1]", "they took turns"),
		racekit.Forbidden("[0 0]", "atomics are sequentially consistent"),
	})
}

func TestOutcomesForbidden(t *testing.T) {
	racekit.Outcomes(t, storeBuffer, []racekit.Outcome{
		racekit.Acceptable("[0 1]", ""), racekit.Forbidden("[1 1]", "just so"),
	})
}

func TestSometimes(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		var a, b atomic.Int64
		var wg sync.WaitGroup
		wg.Go(func() { a.Store(1); racekit.Sometimes(t, b.Load() == 0, "the first is first") })
		wg.Go(func() { b.Store(1); racekit.Sometimes(t, a.Load() == 2, "a is two") })
		wg.Wait()
	})
}

func TestNote(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		var n atomic.Int64
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				old := n.Load()
				racekit.Note(t, "old =", old)
				n.Store(old + 1)
			})
		}
		if wg.Wait(); n.Load() != 2 {
			t.Errorf("n = %d, want 2", n.Load())
		}
	})
}

// Notes have neither addresses nor what maps contain.
func TestNoted(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		var n atomic.Int64
		go n.Add(1)
		for _, x := range []any{true, []string{"a", "b"}, struct{ p *int }{new(int)}, map[int]int{1: 1}, errors.New("e"), 1.5, nil, make(chan int), uint8(7)} {
			racekit.Note(t, "(", x, ")")
			n.Add(1)
		}
		t.Error("shown")
	})
}

// A note orders nothing, so the detector still sees the race.
func TestNoteHidesNoRace(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		n := 0
		var wg sync.WaitGroup
		for i := range 2 {
			wg.Go(func() {
				racekit.Note(t, "before", i)
				n++
				racekit.Note(t, "after", i)
				racekit.Sometimes(t, true, "")
			})
		}
		wg.Wait()
	})
}

// With Cooperative an update is lost only where the others may run.
func TestPoint(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		var n atomic.Int64
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				old := n.Load()
				racekit.Point(t)
				n.Store(old + 1)
			})
		}
		if wg.Wait(); n.Load() != 2 {
			t.Errorf("n = %d, want 2", n.Load())
		}
	}, racekit.Cooperative())
}
