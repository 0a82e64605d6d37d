package asyncvsthreads

import (
	"sync"
	"time"
)

// InTurn waits n times, one after the other, and returns how long that took.
func InTurn(n int, wait time.Duration) time.Duration {
	begin := time.Now()
	for range n {
		time.Sleep(wait)
	}
	return time.Since(begin)
}

// Gather waits n times at once, as asyncio.gather does with three sleeps and as
// three threads that are started and joined do. It returns how long that took.
func Gather(n int, wait time.Duration) time.Duration {
	begin := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { time.Sleep(wait) })
	}
	wg.Wait()
	return time.Since(begin)
}

// A Loop runs the functions that are posted to it, one after the other: what an
// event loop does with the parts of a coroutine between two awaits.
type Loop struct {
	posted chan func()
	ended  chan struct{}
}

// NewLoop starts a loop whose queue holds up to queue functions.
func NewLoop(queue int) *Loop {
	l := &Loop{make(chan func(), queue), make(chan struct{})}
	go func() {
		defer close(l.ended)
		for f := range l.posted {
			f()
		}
	}()
	return l
}

// Post hands f to the loop. It waits while the queue is full.
func (l *Loop) Post(f func()) { l.posted <- f }

// Stop ends the loop when all that was posted has run.
func (l *Loop) Stop() {
	close(l.posted)
	<-l.ended
}

// Heartbeat returns the longest time between two beats of a loop that should
// beat every beat, while call, which takes as long as it takes, is made either
// in the loop or in a goroutine that posts its result back.
func Heartbeat(beat time.Duration, beats int, call func(), offload bool) time.Duration {
	l := NewLoop(beats + 2)
	last := time.Now()
	var gap time.Duration
	if offload {
		done := make(chan struct{})
		defer func() { <-done }()
		go func() {
			call()
			close(done)
		}()
	} else {
		l.Post(call)
	}
	for range beats {
		time.Sleep(beat)
		l.Post(func() {
			now := time.Now()
			gap, last = max(gap, now.Sub(last)), now
		})
	}
	l.Stop()
	return gap
}
