// Package exhaustive holds small programs whose schedules can be counted.
package exhaustive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// each runs n goroutines and waits for them.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := range n {
		go func() {
			defer wg.Done()
			f(i)
		}()
	}
	wg.Wait()
}

func adds(goroutines, times int) {
	var x atomic.Int64
	each(goroutines, func(int) {
		for range times {
			x.Add(1)
		}
	})
}

func TestAdds2x5(t *testing.T) { adds(2, 5) }

func TestAdds3x3(t *testing.T) { adds(3, 3) }

func TestDisjoint(t *testing.T) {
	x := make([]atomic.Int64, 3)
	each(3, func(i int) {
		for range 5 {
			x[i].Add(1)
		}
	})
}

func TestLoads(t *testing.T) {
	var x atomic.Int64
	each(3, func(int) {
		for range 5 {
			x.Load()
		}
	})
}

func locks(goroutines, times int) {
	var mu sync.Mutex
	n := 0
	each(goroutines, func(int) {
		for range times {
			mu.Lock()
			n++
			mu.Unlock()
		}
	})
}

func TestLock4(t *testing.T) { locks(4, 1) }

func TestLock3x2(t *testing.T) { locks(3, 2) }

func TestTwoMutexes(t *testing.T) {
	var mu [2]sync.Mutex
	each(4, func(i int) {
		mu[i%2].Lock()
		defer mu[i%2].Unlock()
	})
}

func TestABBA(t *testing.T) {
	var mu [2]sync.Mutex
	both := 0
	each(2, func(i int) {
		mu[i].Lock()
		mu[1-i].Lock()
		both++
		mu[1-i].Unlock()
		mu[i].Unlock()
	})
}

func TestWriters(t *testing.T) {
	var mu sync.RWMutex
	each(3, func(int) {
		mu.Lock()
		defer mu.Unlock()
	})
}

func TestReaders(t *testing.T) {
	var mu sync.RWMutex
	each(3, func(int) {
		mu.RLock()
		defer mu.RUnlock()
	})
}

func TestLostUpdate(t *testing.T) {
	var x atomic.Int64
	each(2, func(int) { x.Store(x.Load() + 1) })
	if x.Load() != 2 {
		t.Error("an update was lost")
	}
}

func TestOnce(t *testing.T) {
	var once sync.Once
	each(3, func(int) { once.Do(func() {}) })
}

func TestTryLock(t *testing.T) {
	var mu sync.Mutex
	each(2, func(int) {
		if mu.TryLock() {
			mu.Unlock()
		}
	})
}

func TestBuffered(t *testing.T) {
	c := make(chan int, 2)
	each(2, func(i int) { c <- i })
	<-c
	<-c
}

func TestUnbuffered(t *testing.T) {
	c := make(chan int)
	each(2, func(i int) {
		if i == 0 {
			c <- 1
		} else {
			<-c
		}
	})
}

// TestSelect sees both orders only if the way of a select is a decision.
func TestSelect(t *testing.T) {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 2
	select {
	case <-a:
	case <-b:
		t.Error("the second case")
	}
}

func TestSelect3(t *testing.T) {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	c <- 3
	got := 0
	for range 3 {
		select {
		case x := <-c:
			got = got*10 + x
		case x := <-c:
			got = got*10 + x + 1
		}
	}
}

// TestSelectWaits tells to a select that waits: only one of two tries succeeds.
func TestSelectWaits(t *testing.T) {
	a, b := make(chan int), make(chan int)
	var wg sync.WaitGroup
	var sent [2]bool
	wg.Add(2)
	go func() {
		defer wg.Done()
		select {
		case a <- 1:
			sent[0] = true
		default:
		}
	}()
	go func() {
		defer wg.Done()
		select {
		case b <- 1:
			sent[1] = true
		default:
		}
	}()
	select {
	case <-a:
	case <-b:
	case <-time.After(time.Second):
	}
	wg.Wait()
	if sent[1] {
		t.Error("the second was faster")
	}
}

func TestCond(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	each(2, func(i int) {
		mu.Lock()
		defer mu.Unlock()
		if i == 0 {
			ready = true
			c.Signal()
			return
		}
		for !ready {
			c.Wait()
		}
	})
}

func TestGo(t *testing.T) {
	var wg sync.WaitGroup
	var x atomic.Int64
	for range 2 {
		wg.Go(func() { x.Add(1) })
	}
	wg.Wait()
}

func TestSleep(t *testing.T) {
	var x atomic.Int64
	each(2, func(i int) {
		time.Sleep(time.Duration(i+1) * time.Millisecond)
		x.Add(1)
	})
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	done := make(chan bool, 1)
	go func() { done <- true }()
	select {
	case <-done:
	case <-ctx.Done():
		t.Error("too late")
	}
}

func TestRandom(t *testing.T) {
	var x atomic.Int64
	each(2, func(int) { x.Add(int64(rand.IntN(10))) })
}

func TestMapOrder(t *testing.T) {
	m := map[int]int{1: 1, 2: 2}
	each(2, func(int) {
		for range m {
			return
		}
	})
}

func TestMapOfOne(t *testing.T) {
	m := map[int]int{1: 1}
	each(2, func(int) {
		for k, v := range m {
			if k != v {
				t.Error("not what was put in")
			}
		}
	})
}

// Whether a loop visits what its body puts in is not said.
func TestMapThatGrows(t *testing.T) {
	each(2, func(int) {
		m := map[int]int{1: 1}
		for k := range m {
			m[k+1] = k
			if k == 2 {
				return
			}
		}
	})
}

func TestMapThatMoves(t *testing.T) {
	each(2, func(int) {
		m := map[int]int{1: 1}
		for k := range m {
			m[k+1] = k
			delete(m, k)
			if k == 2 {
				return
			}
		}
	})
}

func TestMapWithoutOrder(t *testing.T) {
	each(2, func(i int) {
		m := map[int]int{}
		m[i] = i
	})
}

func TestSystem(t *testing.T) {
	each(2, func(int) { os.Getwd() })
}

func TestNumGoroutine(t *testing.T) {
	var x atomic.Int64
	each(2, func(int) { x.Add(int64(runtime.NumGoroutine())) })
}

func TestPool(t *testing.T) {
	var p sync.Pool
	each(2, func(i int) {
		p.Put(&i)
		p.Get()
	})
}

func TestPrint(t *testing.T) {
	each(2, func(i int) { fmt.Println("goroutine", i) })
}

// TestAddLater has more orders: it adds one by one.
func TestAddLater(t *testing.T) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go wg.Done()
	}
	wg.Wait()
}

func TestLog(t *testing.T) {
	each(2, func(i int) { t.Log("goroutine", i) })
}

func TestTies(t *testing.T) {
	a, b := time.After(time.Second), time.After(time.Second)
	select {
	case <-a:
	case <-b:
	}
}

func TestMapRange(t *testing.T) {
	var m sync.Map
	each(2, func(i int) {
		m.Store(i, i)
		m.Range(func(_, _ any) bool { return true })
	})
}

// TestReuse panics if the goroutine has begun to wait and then comes too late.
func TestReuse(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	each(2, func(i int) {
		if i == 0 {
			wg.Wait()
			return
		}
		wg.Done()
		wg.Add(1)
		wg.Done()
	})
}

func TestExit(t *testing.T) {
	var x atomic.Int64
	each(2, func(int) {
		if x.Add(1) == 2 {
			os.Exit(3)
		}
	})
}

func TestExitIfFirst(t *testing.T) {
	var x atomic.Int64
	each(2, func(i int) {
		if x.Add(1) == 1 && i == 1 {
			os.Exit(3)
		}
	})
}

func TestAddInside(t *testing.T) {
	var wg sync.WaitGroup
	var x atomic.Int64
	for range 2 {
		go func() {
			enter(&wg) // too late
			x.Add(1)
			wg.Done()
		}()
	}
	wg.Wait()
}

func enter(wg *sync.WaitGroup) { wg.Add(1) }

// TestTorn copies a struct while its second word is written.
func TestTorn(t *testing.T) {
	type pair struct{ a, b int }
	var p pair
	each(2, func(i int) {
		if i == 0 {
			p.a = 1
			p.b = 1
			return
		}
		if q := p; q.a != q.b {
			t.Error("torn")
		}
	})
}
