// Package edges has, for each way in which Go orders what goroutines do
// (go.dev/ref/mem), a test that is ordered by it (TestOrdered...) and one in which
// something like it orders nothing (TestRace...). Sleeps put the operations of both
// into the order in which they stand: virtual time makes that certain, and orders
// nothing.
package edges

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// x is what both goroutines access.
var x int

// first runs f in a goroutine, and then g in another, a second later.
func first(f, g func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Go(func() {
		time.Sleep(time.Second)
		g()
	})
	wg.Wait()
}

func TestOrderedGo(t *testing.T) {
	x = 1
	first(func() { _ = x }, func() { _ = x })
}

func TestRaceGo(t *testing.T) {
	done := make(chan bool)
	go func() {
		x = 1
		close(done)
	}()
	x = 2
	<-done
}

// The end of a goroutine is no edge.
func TestRaceEnd(t *testing.T) { first(func() { x = 1 }, func() { x = 2 }) }

func TestRaceGosched(t *testing.T) {
	first(func() {
		x = 1
		runtime.Gosched()
	}, func() {
		runtime.Gosched()
		x = 2
	})
}

func sends[T any](t *testing.T, room int) {
	var zero T
	c := make(chan T, room)
	first(func() {
		x = 1
		c <- zero
	}, func() {
		<-c
		x = 2
	})
}

func TestOrderedSend(t *testing.T)          { sends[int](t, 0) }
func TestOrderedSendBuffered(t *testing.T)  { sends[byte](t, 3) }
func TestOrderedSendEmpty(t *testing.T)     { sends[struct{}](t, 0) }
func TestOrderedSendEmptyRoom(t *testing.T) { sends[struct{}](t, 3) }

// The second receive is of the second send, which came before the write.
func TestRaceSecondSend(t *testing.T) {
	c := make(chan struct{}, 3)
	first(func() {
		c <- struct{}{}
		x = 1
		c <- struct{}{}
	}, func() {
		<-c
		x = 2
		<-c
	})
}

func TestOrderedSecondSend(t *testing.T) {
	c := make(chan struct{}, 3)
	first(func() {
		c <- struct{}{}
		x = 1
		c <- struct{}{}
	}, func() {
		<-c
		<-c
		x = 2
	})
}

// semaphore has room for n, and one goroutine after the other in it.
func semaphore[T any](n int) {
	var zero T
	c := make(chan T, n)
	in := func() {
		c <- zero
		x++
		<-c
	}
	first(in, in)
}

func TestOrderedSemaphore(t *testing.T)      { semaphore[bool](1) }
func TestOrderedSemaphoreEmpty(t *testing.T) { semaphore[struct{}](1) }
func TestRaceSemaphore(t *testing.T)         { semaphore[bool](2) }
func TestRaceSemaphoreEmpty(t *testing.T)    { semaphore[struct{}](2) }

func TestOrderedUnbufferedReceive(t *testing.T) {
	c := make(chan int)
	first(func() {
		x = 1
		<-c
	}, func() {
		c <- 1
		x = 2
	})
}

func TestRaceBufferedReceive(t *testing.T) {
	c := make(chan int, 1)
	first(func() {
		x = 1
		<-c
	}, func() {
		c <- 1
		x = 2
	})
}

func TestOrderedSelect(t *testing.T) {
	c, other := make(chan struct{}, 1), make(chan struct{})
	first(func() {
		x = 1
		select {
		case c <- struct{}{}:
		case <-other:
		}
	}, func() {
		select {
		case <-c:
			x = 2
		case <-other:
		}
	})
}

func TestRaceSelectDefault(t *testing.T) {
	c := make(chan struct{})
	first(func() {
		x = 1
		select {
		case c <- struct{}{}:
		default:
		}
	}, func() {
		select {
		case <-c:
		default:
		}
		x = 2
	})
}

func TestOrderedClose(t *testing.T) {
	c := make(chan int)
	first(func() {
		x = 1
		close(c)
	}, func() {
		<-c
		x = 2
	})
}

func TestRaceLen(t *testing.T) {
	c := make(chan int, 2)
	first(func() {
		x = 1
		c <- 1
	}, func() {
		if len(c) == 1 && cap(c) == 2 {
			x = 2
		}
	})
}

func TestOrderedMutex(t *testing.T) {
	var mu sync.Mutex
	in := func() {
		mu.Lock()
		x++
		mu.Unlock()
	}
	first(in, in)
}

func TestRaceMutexes(t *testing.T) {
	var a, b sync.Mutex
	first(func() {
		a.Lock()
		x++
		a.Unlock()
	}, func() {
		b.Lock()
		x++
		b.Unlock()
	})
}

func TestOrderedTryLock(t *testing.T) {
	var mu sync.Mutex
	first(func() {
		mu.Lock()
		x = 1
		mu.Unlock()
	}, func() {
		if mu.TryLock() {
			x = 2
		}
	})
}

func TestRaceTryLockFails(t *testing.T) {
	var mu sync.Mutex
	first(func() {
		x = 1
		mu.Lock()
	}, func() {
		if !mu.TryLock() {
			x = 2
		}
	})
}

func TestOrderedReaderThenWriter(t *testing.T) {
	var mu sync.RWMutex
	first(func() {
		mu.RLock()
		_ = x
		mu.RUnlock()
	}, func() {
		mu.Lock()
		x = 2
		mu.Unlock()
	})
}

func TestOrderedWriterThenReader(t *testing.T) {
	var mu sync.RWMutex
	first(func() {
		mu.Lock()
		x = 1
		mu.Unlock()
	}, func() {
		mu.RLock()
		_ = x
		mu.RUnlock()
	})
}

func TestRaceReaderThenReader(t *testing.T) {
	var mu sync.RWMutex
	in := func() {
		mu.RLock()
		x++
		mu.RUnlock()
	}
	first(in, in)
}

func TestOrderedOnce(t *testing.T) {
	var once sync.Once
	first(func() { once.Do(func() { x = 1 }) }, func() {
		once.Do(func() { t.Error("twice") })
		x = 2
	})
}

func TestRaceAfterOnce(t *testing.T) {
	var once sync.Once
	first(func() {
		once.Do(func() {})
		x = 1
	}, func() {
		once.Do(func() {})
		x = 2
	})
}

func TestOrderedOnceValue(t *testing.T) {
	f := sync.OnceValue(func() int {
		x = 1
		return 1
	})
	first(func() { f() }, func() { x = f() })
}

func TestOrderedWaitGroup(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	first(func() {
		x = 1
		wg.Done()
	}, func() {
		wg.Wait()
		x = 2
		wg = sync.WaitGroup{}
	})
}

func TestRaceAfterDone(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	first(func() {
		wg.Done()
		x = 1
	}, func() {
		wg.Wait()
		x = 2
	})
}

func TestOrderedCond(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	ready := false
	first(func() {
		c.L.Lock()
		for !ready {
			c.Wait()
		}
		c.L.Unlock()
		x = 2
	}, func() {
		x = 1
		c.L.Lock()
		ready = true
		c.L.Unlock()
		c.Signal()
	})
}

// Package sync promises the edge, and tells ThreadSanitizer nothing of it.
func TestOrderedSignal(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	first(func() {
		c.L.Lock()
		c.Wait()
		x = 2
		c.L.Unlock()
	}, func() {
		x = 1
		c.Signal()
	})
}

func TestOrderedBroadcast(t *testing.T) {
	c := sync.NewCond(new(sync.RWMutex).RLocker())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			c.L.Lock()
			c.Wait()
			_ = x
			c.L.Unlock()
		})
	}
	time.Sleep(time.Second)
	x = 1
	c.Broadcast()
	wg.Wait()
}

func TestRaceAfterSignal(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	first(func() {
		c.L.Lock()
		c.Wait()
		x = 2
		c.L.Unlock()
	}, func() {
		c.Signal()
		x = 1
	})
}

func TestOrderedAtomic(t *testing.T) {
	var ready atomic.Bool
	first(func() {
		x = 1
		ready.Store(true)
	}, func() {
		if ready.Load() {
			x = 2
		}
	})
}

// A read that observes another write than that of the goroutine is no edge.
func TestRaceAtomicLoad(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Load()
	}, func() {
		n.Store(1)
		x = 2
	})
}

func TestRaceAtomicStores(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Store(1)
	}, func() {
		n.Store(2)
		n.Load()
		x = 2
	})
}

// A read-modify-write observes, and so do those that observe it.
func TestOrderedAtomicChain(t *testing.T) {
	var n atomic.Int64
	first(func() {
		x = 1
		n.Add(1)
		n.CompareAndSwap(1, 2)
	}, func() {
		n.Swap(3)
		x = 2
	})
}

// A compare-and-swap that fails has read.
func TestOrderedFailedSwap(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Store(1)
	}, func() {
		if !n.CompareAndSwap(0, 2) {
			x = 2
		}
	})
}

func TestRaceFailedSwap(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.CompareAndSwap(7, 1)
	}, func() {
		n.Load()
		x = 2
	})
}

func TestRacePlainAndAtomic(t *testing.T) {
	var n int32
	first(func() { atomic.AddInt32(&n, 1) }, func() { n++ })
}

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
