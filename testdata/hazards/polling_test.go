package hazards

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Who polls must not stop time.

func TestPollContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	n := 0
	for ctx.Err() == nil {
		n++
	}
	if n == 0 {
		t.Error("no time to work")
	}
}

func TestPollFlag(t *testing.T) {
	var stop atomic.Bool
	time.AfterFunc(time.Millisecond, func() { stop.Store(true) })
	for !stop.Load() {
		runtime.Gosched()
	}
}

func TestPollUnderLock(t *testing.T) {
	var mu sync.Mutex
	done := false
	go func() {
		time.Sleep(2 * time.Second)
		mu.Lock()
		done = true
		mu.Unlock()
	}()
	for {
		mu.Lock()
		d := done
		mu.Unlock()
		if d {
			return
		}
	}
}

func TestPollSelect(t *testing.T) {
	done := make(chan bool)
	go func() {
		time.Sleep(10 * time.Millisecond)
		close(done)
	}()
	for deadline := time.Now().Add(time.Second); ; {
		select {
		case <-done:
			return
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("timed out, and the sleeper had 10 ms")
		}
	}
}

// The clock alone is looked at: no operation is a step.
func TestPollClock(t *testing.T) {
	woken := false
	var mu sync.Mutex
	go func() {
		mu.Lock()
		woken = true
		mu.Unlock()
	}()
	for start := time.Now(); time.Since(start) < 3*time.Second; {
	}
	mu.Lock()
	defer mu.Unlock()
	if !woken {
		t.Error("nobody could run for three seconds")
	}
}

// Others work without a rest while one sleeps.
func TestBusyWhileSleeping(t *testing.T) {
	var stop atomic.Bool
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for !stop.Load() {
				n.Add(1)
			}
		})
	}
	time.Sleep(time.Second)
	stop.Store(true)
	wg.Wait()
}

// A timeout of a second is no danger to 10,000 steps that look like polling.
func TestWorkLooksLikePolling(t *testing.T) {
	timeout := time.After(time.Second)
	var mu sync.Mutex
	var n atomic.Int32
	for range 10_000 {
		mu.Lock()
		n.Load()
		mu.Unlock()
	}
	select {
	case <-timeout:
		t.Error("too slow")
	default:
	}
}

// What the clock says: two readings differ, also those of two goroutines one
// after the other, and what was slept has passed.
func TestReadings(t *testing.T) {
	a := time.Now()
	b := time.Now()
	if !a.Before(b) || time.Since(b) <= 0 {
		t.Errorf("%v, then %v", a, b)
	}
	if n, m := strconv.FormatInt(time.Now().UnixNano(), 36), strconv.FormatInt(time.Now().UnixNano(), 36); n == m {
		t.Errorf("two names %s", n)
	}
	seen := map[int64]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now().UnixNano()
			if seen[now] {
				t.Error("one time twice")
			}
			seen[now] = true
		})
	}
	wg.Wait()
	_ = 1_000_000 / int(time.Since(a))
}

func TestDeadlines(t *testing.T) {
	begin := time.Now()
	time.Sleep(time.Millisecond)
	if d := time.Since(begin); d < time.Millisecond {
		t.Errorf("a millisecond of sleep took %v", d)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	deadline, _ := ctx.Deadline()
	<-ctx.Done()
	if now := time.Now(); now.Before(deadline) {
		t.Errorf("done at %v, before the deadline %v", now, deadline)
	}
	at := time.Now()
	fired := <-time.After(2 * time.Millisecond)
	if d := fired.Sub(at); d < 2*time.Millisecond {
		t.Errorf("a timer of 2ms fired after %v", d)
	}
}

// A timer and a sleep that end at the same time: the callback is first, or not.
func TestTie(t *testing.T) {
	var slept, second atomic.Bool
	done := make(chan bool)
	if time.Now().IsZero() { // a reading moves the clock, and no timer
		t.Error("no time")
	}
	time.AfterFunc(time.Millisecond, func() {
		second.Store(slept.Load())
		close(done)
	})
	time.Sleep(time.Millisecond)
	slept.Store(true)
	<-done
	if second.Load() {
		t.Error("the callback came second")
	}
}

func apart(t *testing.T, d time.Duration) {
	var last atomic.Int32
	time.AfterFunc(time.Millisecond, func() { last.Store(1) })
	time.AfterFunc(time.Millisecond+d, func() { last.Store(2) })
	time.Sleep(2 * time.Millisecond)
	if last.Load() != 2 {
		t.Error("the later callback was first")
	}
}

func TestTimersApart(t *testing.T) { apart(t, 2*time.Microsecond) }

func TestTimersFarApart(t *testing.T) { apart(t, 20*time.Microsecond) }
