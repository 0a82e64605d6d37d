// Package shapes holds the ten programs of docs/internal/bench-shapes.md: each has one
// bug, and the number of schedules until it shows is the measure of a strategy.
package shapes

import (
	"sync"
	"sync/atomic"
	"testing"
)

// together runs the bodies in goroutines of their own and waits for all.
func together(bodies ...func()) {
	var wg sync.WaitGroup
	wg.Add(len(bodies))
	for _, body := range bodies {
		go func() {
			defer wg.Done()
			body()
		}()
	}
	wg.Wait()
}

// times returns n copies of body, and one more body after them.
func times(n int, body, last func()) []func() {
	var out []func()
	for range n {
		out = append(out, body)
	}
	return append(out, last)
}

func TestLostUpdate(t *testing.T) {
	var c atomic.Int64
	add := func() { c.Store(c.Load() + 1) }
	together(add, add)
	if c.Load() != 2 {
		t.Error("an update is lost")
	}
}

func TestABBA(t *testing.T) {
	var m1, m2 sync.Mutex
	both := func(a, b *sync.Mutex) func() {
		return func() {
			a.Lock()
			b.Lock()
			b.Unlock()
			a.Unlock()
		}
	}
	together(both(&m1, &m2), both(&m2, &m1))
}

func TestTwoCriticalSections(t *testing.T) {
	var mu sync.Mutex
	balance := 100
	withdraw := func() {
		mu.Lock()
		ok := balance >= 80
		mu.Unlock()
		if ok {
			mu.Lock()
			balance -= 80
			mu.Unlock()
		}
	}
	together(withdraw, withdraw)
	if balance < 0 {
		t.Error("overdrawn")
	}
}

func TestReorder3(t *testing.T)  { reorder(t, 3) }
func TestReorder5(t *testing.T)  { reorder(t, 5) }
func TestReorder10(t *testing.T) { reorder(t, 10) }
func TestReorder20(t *testing.T) { reorder(t, 20) }

func reorder(t *testing.T, n int) {
	var a, b atomic.Int64
	set := func() {
		a.Store(1)
		b.Store(1)
	}
	check := func() {
		if x, y := a.Load(), b.Load(); x != y {
			t.Error("half of it is seen")
		}
	}
	together(times(n, set, check)...)
}

func TestTwoStage1(t *testing.T)  { twoStage(t, 1) }
func TestTwoStage20(t *testing.T) { twoStage(t, 20) }

func twoStage(t *testing.T, n int) {
	var m1, m2 sync.Mutex
	d1, d2 := 0, 0
	work := func() {
		m1.Lock()
		d1 = 1
		m1.Unlock()
		m1.Lock()
		x := d1
		m1.Unlock()
		m2.Lock()
		d2 = x + 1
		m2.Unlock()
	}
	check := func() {
		m1.Lock()
		t1 := d1
		m1.Unlock()
		if t1 == 0 {
			return
		}
		m2.Lock()
		t2 := d2
		m2.Unlock()
		if t2 != t1+1 {
			t.Error("the second stage is missing")
		}
	}
	together(times(n, work, check)...)
}

func TestDeep25(t *testing.T) {
	var c atomic.Int64
	add := func() {
		for range 25 {
			c.Add(1)
		}
	}
	check := func() {
		if c.Load() == 25 {
			t.Error("the check came last")
		}
	}
	together(check, add) // or the default schedule would find it
}
