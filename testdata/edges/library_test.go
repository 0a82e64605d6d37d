package edges

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"testing"
	"time"
)

func TestOrderedMap(t *testing.T) {
	var m sync.Map
	first(func() {
		x = 1
		m.Store("k", 1)
	}, func() {
		if _, ok := m.Load("k"); ok {
			x = 2
		}
	})
}

func TestOrderedPool(t *testing.T) {
	var p sync.Pool
	type buffer struct{ n int }
	first(func() { p.Put(&buffer{1}) }, func() {
		if b, ok := p.Get().(*buffer); ok {
			b.n++
		}
	})
}

func TestOrderedAfterFunc(t *testing.T) {
	done := make(chan bool)
	x = 1
	time.AfterFunc(time.Second, func() {
		x = 2
		close(done)
	})
	<-done
	x = 3
}

func TestRaceAfterFunc(t *testing.T) {
	done := make(chan bool)
	time.AfterFunc(time.Second, func() {
		x = 2
		close(done)
	})
	x = 1
	<-done
}

// Timers that fire one after the other are not ordered by that.
func TestRaceTwoTimers(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(2)
	for i := range 2 {
		time.AfterFunc(time.Duration(i+1)*time.Second, func() {
			x = i
			wg.Done()
		})
	}
	wg.Wait()
}

func TestOrderedReset(t *testing.T) {
	done := make(chan bool)
	timer := time.AfterFunc(time.Hour, func() {
		x = 2
		close(done)
	})
	x = 1
	timer.Reset(time.Second)
	<-done
}

func TestOrderedTimerChannel(t *testing.T) {
	timer := time.NewTimer(time.Second)
	<-timer.C
	x = 1
	first(func() { _ = x }, func() { _ = x })
}

func TestOrderedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	first(func() {
		x = 1
		cancel()
	}, func() {
		<-ctx.Done()
		x = 2
	})
}

func TestOrderedFinalizer(t *testing.T) {
	done := make(chan bool)
	p := &struct{ n [64]int }{}
	p.n[0] = 1
	x = 1
	runtime.SetFinalizer(p, func(q *struct{ n [64]int }) {
		x = q.n[0] + 1
		close(done)
	})
	p = nil
	runtime.GC()
	select {
	case <-done:
		x = 3
	case <-time.After(time.Second):
	}
}

func TestOrderedCleanup(t *testing.T) {
	done := make(chan bool)
	p := &struct{ n [64]int }{}
	x = 1
	runtime.AddCleanup(p, func(int) {
		x = 2
		close(done)
	}, 0)
	p = nil
	runtime.GC()
	select {
	case <-done:
		x = 3
	case <-time.After(time.Second):
	}
}

func TestOrderedPull(t *testing.T) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := range 3 {
			x = i
			if !yield(i) {
				return
			}
		}
	})
	defer stop()
	for {
		if _, ok := next(); !ok {
			return
		}
		x = 7
	}
}
