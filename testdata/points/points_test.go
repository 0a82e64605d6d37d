// Package points holds one program per scheduling point: it fails only if a
// switch happens exactly there (docs/architecture.md, where the hooks are).
package points

import (
	"os/exec"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"
)

// The flags below are invisible: accesses to them are neither scheduling
// points nor seen by the race detector.

//go:norace
func set(p *bool, v bool) { *p = v }

//go:norace
func get(p *bool) bool { return *p }

// between fails if another goroutine runs while op, which must not block, is
// in progress. There is no other point between the two marks.
func between(t *testing.T, op func()) {
	var inside bool
	done := make(chan bool, 2)
	go func() {
		set(&inside, true)
		op()
		set(&inside, false)
		done <- true
	}()
	go func() {
		if get(&inside) {
			t.Error("a switch in between")
		}
		done <- true
	}()
	<-done
	<-done
}

// TestNothing is the proof that between has no points of its own.
func TestNothing(t *testing.T) { between(t, func() {}) }

// TestBusy takes so long that the runtime wants to preempt it: that is no
// decision, the same goroutine goes on (hazard 3 of docs/internal/hazards.md).
func TestBusy(t *testing.T) {
	between(t, func() {
		for i := range 2_000_000 {
			spin += i
		}
	})
}

var spin int

// TestCollect collects garbage in between, which is no decision either.
func TestCollect(t *testing.T) { between(t, runtime.GC) }

// TestAfterSystemCall has its point in a goroutine that comes back from a
// system call during which another one ran.
func TestAfterSystemCall(t *testing.T) {
	var inside, finished bool
	mu := new(sync.Mutex)
	done := make(chan bool)
	go func() {
		exec.Command("sleep", "0.01").Run()
		set(&inside, true)
		mu.Lock()
		set(&inside, false)
		set(&finished, true)
		close(done)
	}()
	for !get(&finished) && !t.Failed() {
		if get(&inside) {
			t.Error("a switch in between")
		}
		runtime.Gosched()
	}
	<-done
}

func TestGo(t *testing.T) {
	f := func() {}
	between(t, func() { go f() })
}

func TestGosched(t *testing.T) { between(t, runtime.Gosched) }
func TestSleep(t *testing.T)   { between(t, func() { time.Sleep(0) }) }

func full() chan int {
	c := make(chan int, 2)
	c <- 1
	return c
}

func TestSend(t *testing.T) {
	c := make(chan int, 1)
	between(t, func() { c <- 1 })
}

func TestReceive(t *testing.T) {
	c := full()
	between(t, func() { <-c })
}

func TestReceiveOK(t *testing.T) {
	c := full()
	between(t, func() { _, _ = <-c })
}

func TestRange(t *testing.T) {
	c := full()
	between(t, func() {
		for range c {
			break
		}
	})
}

func TestClose(t *testing.T) {
	c := make(chan int)
	between(t, func() { close(c) })
}

func TestLen(t *testing.T) {
	c := full()
	between(t, func() { _ = len(c) })
}

func TestSelect(t *testing.T) {
	c, d := full(), full()
	between(t, func() {
		select {
		case <-c:
		case d <- 1:
		}
	})
}

func TestSelectReceiveDefault(t *testing.T) {
	c := full()
	between(t, func() {
		select {
		case <-c:
		default:
		}
	})
}

func TestSelectSendDefault(t *testing.T) {
	c := full()
	between(t, func() {
		select {
		case c <- 1:
		default:
		}
	})
}

func TestSelectDefault(t *testing.T) {
	c, d := full(), full()
	between(t, func() {
		select {
		case <-c:
		case <-d:
		default:
		}
	})
}

func TestReflectSend(t *testing.T) {
	v := reflect.ValueOf(full())
	one := reflect.ValueOf(1)
	between(t, func() { v.Send(one) })
}

func TestReflectReceive(t *testing.T) {
	v := reflect.ValueOf(full())
	between(t, func() { v.Recv() })
}

func TestReflectSelect(t *testing.T) {
	cases := []reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(full())},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(full())},
	}
	between(t, func() { reflect.Select(cases) })
}

func TestNewTimer(t *testing.T) {
	between(t, func() { time.NewTimer(time.Hour) })
}

func TestAfterFunc(t *testing.T) {
	f := func() {}
	between(t, func() { time.AfterFunc(time.Hour, f) })
}

func TestTimerStop(t *testing.T) {
	timer := time.NewTimer(time.Hour)
	between(t, func() { timer.Stop() })
}

func TestTimerReset(t *testing.T) {
	timer := time.NewTimer(time.Hour)
	between(t, func() { timer.Reset(time.Minute) })
}

func TestTickerStop(t *testing.T) {
	tick := time.NewTicker(time.Hour)
	between(t, tick.Stop)
}

func TestLock(t *testing.T) {
	mu := new(sync.Mutex)
	between(t, func() { mu.Lock() })
}

func TestTryLock(t *testing.T) {
	mu := new(sync.Mutex)
	between(t, func() { mu.TryLock() })
}

func TestUnlock(t *testing.T) {
	mu := new(sync.Mutex)
	mu.Lock()
	between(t, func() { mu.Unlock() })
}

func TestLockerLock(t *testing.T) {
	var l sync.Locker = new(sync.Mutex)
	between(t, func() { l.Lock() })
}

func TestLockerUnlock(t *testing.T) {
	var l sync.Locker = new(sync.Mutex)
	l.Lock()
	between(t, func() { l.Unlock() })
}

type embeds struct {
	_ int
	sync.Mutex
}

func TestEmbeddedLock(t *testing.T) {
	var l sync.Locker = new(embeds)
	between(t, func() { l.Lock() })
}

func TestDeferredUnlock(t *testing.T) {
	mu := new(sync.Mutex)
	mu.Lock()
	between(t, func() { defer mu.Unlock() })
}

func TestMethodValueLock(t *testing.T) {
	lock := new(sync.Mutex).Lock
	between(t, lock)
}

func TestRLock(t *testing.T) {
	mu := new(sync.RWMutex)
	between(t, func() { mu.RLock() })
}

func TestTryRLock(t *testing.T) {
	mu := new(sync.RWMutex)
	between(t, func() { mu.TryRLock() })
}

func TestRUnlock(t *testing.T) {
	mu := new(sync.RWMutex)
	mu.RLock()
	between(t, func() { mu.RUnlock() })
}

func TestRLockerLock(t *testing.T) {
	l := new(sync.RWMutex).RLocker()
	between(t, func() { l.Lock() })
}

func TestRLockerUnlock(t *testing.T) {
	l := new(sync.RWMutex).RLocker()
	l.Lock()
	between(t, func() { l.Unlock() })
}

func TestWLock(t *testing.T) {
	mu := new(sync.RWMutex)
	between(t, func() { mu.Lock() })
}

func TestTryWLock(t *testing.T) {
	mu := new(sync.RWMutex)
	between(t, func() { mu.TryLock() })
}

func TestWUnlock(t *testing.T) {
	mu := new(sync.RWMutex)
	mu.Lock()
	between(t, func() { mu.Unlock() })
}

// TestAnnounce fails only if a reader comes between the two steps of
// RWMutex.Lock: the writers' mutex is held, and readers may still enter.
func TestAnnounce(t *testing.T) {
	var mu sync.RWMutex
	var locked bool
	done := make(chan bool)
	go func() {
		mu.Lock()
		set(&locked, true)
		mu.Unlock()
		close(done)
	}()
	if !mu.TryLock() {
		if mu.TryRLock() {
			if !get(&locked) {
				t.Error("a reader in between")
			}
			mu.RUnlock()
		}
	} else {
		mu.Unlock()
	}
	<-done
}

func TestOnce(t *testing.T) {
	o := new(sync.Once)
	f := func() {}
	between(t, func() { o.Do(f) })
}

func TestOnceDone(t *testing.T) {
	o := new(sync.Once)
	f := func() {}
	o.Do(f)
	between(t, func() { o.Do(f) })
}

func TestOnceFunc(t *testing.T) {
	f := sync.OnceFunc(func() {})
	between(t, f)
}

func TestWaitGroupAdd(t *testing.T) {
	wg := new(sync.WaitGroup)
	between(t, func() { wg.Add(1) })
}

func TestWaitGroupDone(t *testing.T) {
	wg := new(sync.WaitGroup)
	wg.Add(1)
	between(t, func() { wg.Done() })
}

func TestWaitGroupWait(t *testing.T) {
	wg := new(sync.WaitGroup)
	between(t, func() { wg.Wait() })
}

func TestWaitGroupGo(t *testing.T) {
	wg := new(sync.WaitGroup)
	f := func() {}
	between(t, func() { wg.Go(f) })
}

func TestCondSignal(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	between(t, func() { c.Signal() })
}

func TestCondBroadcast(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	between(t, func() { c.Broadcast() })
}

// TestCondWait loses the wake-up, and waits for ever, only if the signal comes
// between the check and the wait. The flag is set without the lock.
func TestCondWait(t *testing.T) {
	c := sync.NewCond(new(sync.Mutex))
	var ready bool
	done := make(chan bool)
	go func() {
		c.L.Lock()
		if !get(&ready) {
			c.Wait()
		}
		c.L.Unlock()
		close(done)
	}()
	runtime.Gosched()
	set(&ready, true)
	c.Signal()
	<-done
}

func yes(k, v any) bool { return true }

func inMap(t *testing.T, op func(m *sync.Map)) {
	m := new(sync.Map)
	m.Store(1, 1)
	between(t, func() { op(m) })
}

func TestSyncMapLoad(t *testing.T)          { inMap(t, func(m *sync.Map) { m.Load(1) }) }
func TestSyncMapStore(t *testing.T)         { inMap(t, func(m *sync.Map) { m.Store(1, 2) }) }
func TestSyncMapLoadOrStore(t *testing.T)   { inMap(t, func(m *sync.Map) { m.LoadOrStore(1, 2) }) }
func TestSyncMapLoadAndDelete(t *testing.T) { inMap(t, func(m *sync.Map) { m.LoadAndDelete(1) }) }
func TestSyncMapDelete(t *testing.T)        { inMap(t, func(m *sync.Map) { m.Delete(1) }) }
func TestSyncMapSwap(t *testing.T)          { inMap(t, func(m *sync.Map) { m.Swap(1, 2) }) }
func TestSyncMapCompareAndSwap(t *testing.T) {
	inMap(t, func(m *sync.Map) { m.CompareAndSwap(1, 1, 2) })
}
func TestSyncMapCompareAndDelete(t *testing.T) {
	inMap(t, func(m *sync.Map) { m.CompareAndDelete(1, 1) })
}
func TestSyncMapRange(t *testing.T) { inMap(t, func(m *sync.Map) { m.Range(yes) }) }
func TestSyncMapClear(t *testing.T) { inMap(t, func(m *sync.Map) { m.Clear() }) }

func TestPoolGet(t *testing.T) {
	p := &sync.Pool{New: func() any { return nil }}
	between(t, func() { p.Get() })
}

func TestPoolPut(t *testing.T) {
	p := new(sync.Pool)
	x := new(int)
	between(t, func() { p.Put(x) })
}
