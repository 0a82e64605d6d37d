package edges

import (
	"sync"
	"testing"
	"time"
)

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
