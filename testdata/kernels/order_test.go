package kernels

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Kernels that deadlock, or whose bug is an order of events.

// dine lets n philosophers take the left fork, then the right one.
func dine(n int) {
	forks := make([]sync.Mutex, n)
	together(crew(n, func(i int) {
		forks[i].Lock()
		forks[(i+1)%n].Lock()
		forks[(i+1)%n].Unlock()
		forks[i].Unlock()
	})...)
}

func TestDining3(t *testing.T) { dine(3) }
func TestDining5(t *testing.T) { dine(5) }
func TestDining7(t *testing.T) { dine(7) }

// carter: the lock that guards a counter is held while another is waited for,
// by the first and the last only.
func TestCarter(t *testing.T) {
	var m, l sync.Mutex
	a, b := 0, 0
	first := func(lock *sync.Mutex, n *int) func() {
		return func() {
			m.Lock()
			*n++
			if *n == 1 {
				lock.Lock()
			}
			m.Unlock()
			m.Lock()
			*n--
			if *n == 0 {
				lock.Unlock()
			}
			m.Unlock()
		}
	}
	together(first(&l, &a), first(&l, &b), first(&l, &a))
}

// upgrade: two readers wait for each other's read lock while a writer waits.
func TestRecursiveReadLock(t *testing.T) {
	var mu sync.RWMutex
	together(
		func() {
			mu.RLock()
			mu.RLock()
			mu.RUnlock()
			mu.RUnlock()
		},
		func() {
			mu.Lock()
			//lint:ignore SA2001 the writer only passes by
			mu.Unlock()
		})
}

// lostwakeup: the signal comes between the look and the wait.
func TestLostWakeup(t *testing.T) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var ready atomic.Bool
	together(
		func() {
			if !ready.Load() {
				mu.Lock()
				cond.Wait()
				mu.Unlock()
			}
		},
		func() {
			ready.Store(true)
			cond.Signal()
		})
}

// forkjoin: a goroutine is counted by itself, too late for who waits.
func TestForkJoin(t *testing.T) {
	var wg sync.WaitGroup
	var n atomic.Int32
	started := make(chan bool, 3)
	for range 3 {
		go func() {
			started <- true
			wg.Add(1)
			n.Add(1)
			wg.Done()
		}()
	}
	for range 3 {
		<-started
	}
	wg.Wait()
	if got := n.Load(); got != 3 {
		t.Errorf("%d of 3 have worked", got)
	}
}

// closed: two goroutines find the channel open and close it.
func TestCloseTwice(t *testing.T) {
	c := make(chan int)
	var closed atomic.Bool
	stop := func() {
		if !closed.Load() {
			closed.Store(true)
			close(c)
		}
	}
	together(stop, stop)
}

// lateanswer: who asked has gone when the answer comes, and nobody takes it.
func TestLateAnswer(t *testing.T) {
	answers, quit := make(chan int), make(chan bool, 1)
	go func() { answers <- 1 }()
	go func() { quit <- true }()
	select {
	case <-answers:
	case <-quit:
	}
}

// tokenring: each passes on one more than its neighbour has, and nobody has seen
// a token.
func TestTokenRing(t *testing.T) {
	var x [4]atomic.Int32
	together(crew(4, func(i int) {
		x[i].Store(x[(i+3)%4].Load() + 1)
	})...)
	for i := range x {
		if x[i].Load() != 1 {
			return
		}
	}
	t.Error("all tokens are new")
}

// phase: the second phase starts when two of three have ended the first.
func TestPhase(t *testing.T) {
	var done, data atomic.Int32
	together(
		func() { data.Add(1); done.Add(1) },
		func() { data.Add(1); done.Add(1) },
		func() { done.Add(1); data.Add(1) },
		func() {
			if done.Load() >= 3 && data.Load() != 3 {
				t.Errorf("phase two begins with %d of 3", data.Load())
			}
		})
}
