// Package causality holds tests whose plain accesses of shared variables are
// ordered by one means of synchronization each (TestOrdered...), or are not
// (TestRace...). The race detector and trace.Order have to agree on them.
package causality

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestOrderedGo(t *testing.T) {
	x := 1
	done := make(chan bool)
	go func() { x++; close(done) }()
	<-done
	x++
}

func TestOrderedWaitGroup(t *testing.T) {
	var x [3]int
	var wg sync.WaitGroup
	for i := range x {
		wg.Go(func() { x[i]++ })
	}
	wg.Wait()
	x[0] += x[1] + x[2]
}

func TestOrderedMutex(t *testing.T) {
	var mu sync.Mutex
	x := 0
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 2 {
				mu.Lock()
				x++
				mu.Unlock()
			}
			if mu.TryLock() {
				x++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestOrderedRWMutex(t *testing.T) {
	var mu sync.RWMutex
	x, sum := 0, atomic.Int64{}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { mu.Lock(); x++; mu.Unlock() })
		wg.Go(func() { mu.RLock(); sum.Add(int64(x)); mu.RUnlock() })
	}
	wg.Go(func() {
		if mu.TryLock() {
			x++
			mu.Unlock()
		}
		if mu.TryRLock() {
			sum.Add(int64(x))
			mu.RUnlock()
		}
	})
	wg.Wait()
}

func TestOrderedUnbuffered(t *testing.T) {
	ping, pong := make(chan int), make(chan int)
	x := 0
	go func() {
		for range ping {
			x++
			pong <- x
		}
		close(pong)
	}()
	for range 3 {
		x++
		ping <- x
		<-pong
	}
	close(ping)
	<-pong
	x++
}

func TestOrderedReceiveFirst(t *testing.T) {
	c := make(chan int)
	x := 0
	go func() {
		x++
		<-c
	}()
	c <- 1
	x++
}

func TestOrderedBuffered(t *testing.T) {
	type box struct{ n int }
	c := make(chan *box, 2)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			for range 3 {
				c <- &box{i}
			}
		})
	}
	for range 6 {
		b := <-c
		b.n++
	}
	wg.Wait()
}

func TestOrderedSelect(t *testing.T) {
	a, b := make(chan *int), make(chan *int, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 4 {
			select {
			case a <- &i:
			case b <- &i:
			}
		}
		close(a)
	})
	for open := true; open; {
		var p *int
		select {
		case p, open = <-a:
		case p = <-b:
		case <-time.After(time.Hour):
		}
		if p != nil {
			*p++
		}
		select {
		case p := <-b:
			*p++
		default:
		}
	}
	wg.Wait()
}

func TestOrderedOnce(t *testing.T) {
	var once sync.Once
	x := 0
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			once.Do(func() { x = 1 })
			_ = x + 1
		})
	}
	wg.Wait()
}

func TestOrderedCond(t *testing.T) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	x := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			mu.Lock()
			for x == 0 {
				cond.Wait()
			}
			x++
			mu.Unlock()
		})
	}
	mu.Lock()
	x = 1
	cond.Broadcast()
	mu.Unlock()
	wg.Wait()
}

func TestOrderedAtomic(t *testing.T) {
	var ready atomic.Bool
	x := 0
	var wg sync.WaitGroup
	wg.Go(func() { x = 1; ready.Store(true) })
	wg.Go(func() {
		if ready.Load() {
			x++
		}
	})
	wg.Wait()
}

func TestOrderedSubtest(t *testing.T) {
	x := 0
	t.Run("a", func(t *testing.T) { x++ })
	t.Run("b", func(t *testing.T) { x++ })
	x++
}

func TestRacePlain(t *testing.T) {
	x := 0
	done := make(chan bool)
	go func() { x++; done <- true }()
	x++
	<-done
}

func TestRaceOtherMutex(t *testing.T) {
	var a, b sync.Mutex
	x := 0
	var wg sync.WaitGroup
	wg.Go(func() { a.Lock(); x++; a.Unlock() })
	wg.Go(func() { b.Lock(); x++; b.Unlock() })
	wg.Wait()
}

func TestRaceReaders(t *testing.T) {
	var mu sync.RWMutex
	x := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { mu.RLock(); x++; mu.RUnlock() })
	}
	wg.Wait()
}

func TestRaceAfterSend(t *testing.T) {
	c := make(chan int, 1)
	x := 0
	var wg sync.WaitGroup
	wg.Go(func() { c <- 1; x++ })
	wg.Go(func() { <-c; x++ })
	wg.Wait()
}

func TestRaceDefault(t *testing.T) {
	c := make(chan int, 1)
	x := 0
	var wg sync.WaitGroup
	wg.Go(func() { x++; c <- 1 })
	wg.Go(func() {
		select {
		case <-c:
		default:
		}
		x++
	})
	wg.Wait()
}
