package racekit_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit"
)

// An account loses an update if two withdraw at the same time.
type account struct{ balance atomic.Int64 }

func (a *account) Withdraw(n int64) { a.balance.Store(a.balance.Load() - n) }

// In a test file the function is TestWithdraw.
func ExampleTest() {
	_ = func(t *testing.T) {
		racekit.Test(t, func(t *testing.T) {
			a := new(account)
			a.balance.Store(100)
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() { a.Withdraw(10) })
			}
			wg.Wait()
			if got := a.balance.Load(); got != 80 {
				t.Errorf("balance = %d, want 80", got)
			}
		}, racekit.Schedules(500), racekit.Budget(5*time.Second), racekit.PCT)
	}
}

type counter interface {
	Inc()
	Value() int64
}

type atomicCounter struct{ n atomic.Int64 }

func (c *atomicCounter) Inc()         { c.n.Add(1) }
func (c *atomicCounter) Value() int64 { return c.n.Load() }

type plainCounter struct{ n int64 }

func (c *plainCounter) Inc()         { c.n++ }
func (c *plainCounter) Value() int64 { return c.n }

// Which implementations keep the property is declared, and measured.
func ExampleCompare() {
	_ = func(t *testing.T) {
		racekit.Compare(t, []racekit.Variant[counter]{
			{Name: "atomic", New: func() counter { return new(atomicCounter) }},
			{Name: "plain", New: func() counter { return new(plainCounter) }, Race: true, Broken: true},
		}, func(t *testing.T, c counter) {
			var wg sync.WaitGroup
			wg.Go(c.Inc)
			wg.Go(c.Inc)
			if wg.Wait(); c.Value() != 2 {
				t.Errorf("value = %d, want 2", c.Value())
			}
		})
	}
}

// The results of two goroutines that write one variable and read the other.
func ExampleOutcomes() {
	_ = func(t *testing.T) {
		racekit.Outcomes(t, func(t *testing.T) any {
			var a, b atomic.Int32
			var r [2]int32
			var wg sync.WaitGroup
			wg.Go(func() { a.Store(1); r[0] = b.Load() })
			wg.Go(func() { b.Store(1); r[1] = a.Load() })
			wg.Wait()
			return r
		}, []racekit.Outcome{
			racekit.Acceptable("[0 1]", "the first came first"),
			racekit.Acceptable("[1 0]", "the second came first"),
			racekit.Interesting("[1 1]", "they took turns"),
			racekit.Forbidden("[0 0]", "atomics are sequentially consistent"),
		})
	}
}

// A test of what happens when a queue is full should come to see a full queue.
func ExampleSometimes() {
	_ = func(t *testing.T) {
		racekit.Test(t, func(t *testing.T) {
			queue := make(chan int, 1)
			var wg sync.WaitGroup
			for i := range 2 {
				wg.Go(func() {
					full := false
					select {
					case queue <- i:
					default:
						full = true
					}
					racekit.Sometimes(t, full, "the queue is full")
				})
			}
			wg.Go(func() { <-queue })
			wg.Wait()
		})
	}
}

// The report of a failing schedule shows the value between the steps.
func ExampleNote() {
	_ = func(t *testing.T) {
		racekit.Test(t, func(t *testing.T) {
			var n atomic.Int64
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					old := n.Load()
					racekit.Note(t, "old =", old)
					n.CompareAndSwap(old, old+1)
				})
			}
			wg.Wait()
		})
	}
}

// With Cooperative others run only where a goroutine blocks or comes to
// a point: an await between the read and the write.
func ExamplePoint() {
	_ = func(t *testing.T) {
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
}

// The fuzzer chooses the bytes and the schedules: go test -fuzz FuzzParse.
func ExampleFuzz() {
	FuzzParse := func(f *testing.F) {
		f.Add([]byte("seed"), uint64(1))
		racekit.Fuzz(f, func(t *testing.T, in []byte) {
			var total int
			var mu sync.Mutex
			var wg sync.WaitGroup
			for _, b := range in {
				wg.Go(func() {
					mu.Lock()
					defer mu.Unlock()
					total += int(b)
				})
			}
			wg.Wait()
		})
	}
	_ = FuzzParse
}
