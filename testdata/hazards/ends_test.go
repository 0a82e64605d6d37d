// Package hazards holds one test per way in which an execution can end, and per
// hazard of docs/internal/hazards.md. racekit/internal/tests/hazards runs them
// under control, go test ./... does not.
package hazards

import (
	"fmt"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestEmpty(t *testing.T) {}

func TestPass(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 3 {
		wg.Go(func() { mu.Lock(); n++; mu.Unlock() })
	}
	wg.Wait()
	if n != 3 {
		t.Fatal(n)
	}
}

func TestRace(t *testing.T) {
	n := 0
	done := make(chan bool)
	go func() { n++; done <- true }()
	n++
	<-done
}

func TestLostUpdate(t *testing.T) {
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n.Store(n.Load() + 1) })
	}
	wg.Wait()
	if n.Load() != 2 {
		t.Errorf("lost update: n = %d, want 2", n.Load())
	}
}

func TestDeadlock(t *testing.T) {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() { a.Lock(); b.Lock(); b.Unlock(); a.Unlock() })
	wg.Go(func() { b.Lock(); a.Lock(); a.Unlock(); b.Unlock() })
	wg.Wait()
}

func TestRWDeadlock(t *testing.T) {
	var mu sync.RWMutex
	var wg sync.WaitGroup
	wg.Go(func() { mu.RLock(); mu.RLock(); mu.RUnlock(); mu.RUnlock() })
	wg.Go(func() { mu.Lock(); mu.Unlock() })
	wg.Wait()
}

// TestLeakBehindCleanup knows the channel in a function that was called, and is
// not called again.
func TestLeakBehindCleanup(t *testing.T) {
	c, quit := make(chan int), make(chan int)
	t.Cleanup(func() {
		if c != nil {
			close(quit)
		}
	})
	go func() { <-quit }()
	go func() { <-c }()
}

func TestLeak(t *testing.T) {
	c := make(chan int)
	go func() { c <- 1 }()
}

func TestTickerKept(t *testing.T) {
	tick := time.NewTicker(time.Millisecond)
	go func() {
		for range tick.C {
		}
	}()
	time.Sleep(5 * time.Millisecond)
}

func TestPanicInChild(t *testing.T) {
	done := make(chan bool)
	go func() {
		defer close(done)
		var m map[string]int
		m["x"] = 1
	}()
	<-done
	time.Sleep(time.Second)
}

func TestPanicInTest(t *testing.T) {
	t.Log("before")
	panic("boom")
}

func TestConcurrentMapWrites(t *testing.T) {
	m := map[int]int{}
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() { m[i] = i })
	}
	wg.Wait()
}

func TestUnlockUnlocked(t *testing.T) {
	var mu sync.Mutex
	mu.Unlock()
}

func TestNegativeWaitGroup(t *testing.T) {
	var wg sync.WaitGroup
	wg.Done()
}

func TestSendOnClosed(t *testing.T) {
	var mu sync.Mutex
	c := make(chan int, 1)
	go func() { mu.Lock(); close(c); mu.Unlock() }()
	go func() { mu.Lock(); c <- 1; mu.Unlock() }()
	time.Sleep(time.Millisecond)
}

// lostUpdate reports whether the schedule lost one of two updates.
func lostUpdate() bool {
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n.Store(n.Load() + 1) })
	}
	wg.Wait()
	return n.Load() != 2
}

func TestExitSometimes(t *testing.T) {
	fmt.Println("begin")
	if lostUpdate() {
		fmt.Println("end")
		os.Exit(4)
	}
}

func TestFatalSometimes(t *testing.T) {
	if lostUpdate() {
		var mu sync.RWMutex
		mu.RUnlock()
	}
}

func TestHangSometimes(t *testing.T) {
	if lostUpdate() {
		for i := 0; i >= 0; i = (i + 1) & 0xffff {
		}
	}
}

func TestSelectForever(t *testing.T) {
	go func() { time.Sleep(time.Second) }()
	select {}
}

func TestNilChannel(t *testing.T) {
	var c chan int
	<-c
}

func TestOsExit(t *testing.T)  { os.Exit(3) }
func TestOsExit0(t *testing.T) { os.Exit(0) }
func TestLogFatal(t *testing.T) {
	log.Fatal("fatal log")
}

func TestInfiniteLoop(t *testing.T) {
	for i := 0; ; i++ {
		if i < 0 {
			break
		}
	}
}

var never atomic.Bool

func TestSpinForever(t *testing.T) {
	for !never.Load() {
	}
}

func TestSpinForFlag(t *testing.T) {
	var ready atomic.Bool
	go func() { ready.Store(true) }()
	for !ready.Load() {
	}
}

func TestTryLockSpin(t *testing.T) {
	var mu sync.Mutex
	mu.Lock()
	go func() { mu.Unlock() }()
	for !mu.TryLock() {
	}
}

func TestSkip(t *testing.T) { t.Skip("not today") }

func TestManyGoroutines(t *testing.T) {
	const n = 10_000
	var wg sync.WaitGroup
	var sum atomic.Int64
	start := make(chan bool)
	for range n {
		wg.Go(func() { <-start; sum.Add(1) })
	}
	close(start)
	wg.Wait()
	if sum.Load() != n {
		t.Fatal(sum.Load())
	}
}

func TestBlockedForeverWithTicker(t *testing.T) {
	tick := time.NewTicker(time.Second)
	go func() {
		for range tick.C {
		}
	}()
	<-make(chan int)
}
