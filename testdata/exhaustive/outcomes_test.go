package exhaustive

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The tests of this file fail with what their schedule led to: the set of it is
// what counts.

func TestOutcomeLostUpdate(t *testing.T) {
	var x atomic.Int64
	each(2, func(int) { x.Store(x.Load() + 1) })
	t.Fatal("outcome", x.Load())
}

func TestOutcomeStoreBuffer(t *testing.T) {
	var x, y atomic.Int64
	var a, b int64
	each(2, func(i int) {
		if i == 0 {
			x.Store(1)
			a = y.Load()
		} else {
			y.Store(1)
			b = x.Load()
		}
	})
	t.Fatal("outcome", a, b)
}

func TestOutcomeTryLock(t *testing.T) {
	var mu sync.Mutex
	var got atomic.Int64
	each(3, func(i int) {
		if mu.TryLock() {
			got.Add(1 << i)
			mu.Unlock()
		}
	})
	t.Fatal("outcome", got.Load())
}

func TestOutcomeOrder(t *testing.T) {
	var mu sync.Mutex
	var order []int
	each(3, func(i int) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, i)
	})
	t.Fatal("outcome", order)
}

func TestOutcomeRWMutex(t *testing.T) {
	var mu sync.RWMutex
	n := 0
	var saw [2]int
	each(3, func(i int) {
		if i == 2 {
			mu.Lock()
			n++
			mu.Unlock()
			return
		}
		mu.RLock()
		saw[i] = n
		mu.RUnlock()
	})
	t.Fatal("outcome", saw)
}

func TestOutcomeTryRLock(t *testing.T) {
	var mu sync.RWMutex
	var got [2]bool
	each(2, func(i int) {
		if i == 0 {
			mu.RLock()
			if got[0] = mu.TryRLock(); got[0] {
				mu.RUnlock()
			}
			mu.RUnlock()
			return
		}
		if got[1] = mu.TryLock(); got[1] {
			mu.Unlock()
		}
	})
	t.Fatal("outcome", got)
}

func TestOutcomeBuffered(t *testing.T) {
	c := make(chan int, 1)
	go func() { c <- 1 }()
	go func() { c <- 2 }()
	n := len(c)
	t.Fatal("outcome", n, <-c, <-c)
}

func TestOutcomeUnbuffered(t *testing.T) {
	c := make(chan int)
	go func() { c <- 1 }()
	go func() { c <- 2 }()
	t.Fatal("outcome", <-c, <-c)
}

func TestOutcomeClose(t *testing.T) {
	c := make(chan int, 1)
	var got [2]bool
	each(2, func(i int) {
		if i == 0 {
			close(c)
			return
		}
		defer func() { got[1] = recover() != nil }()
		c <- 1
		_, got[0] = <-c
	})
	t.Fatal("outcome", got)
}

func TestOutcomeSelect(t *testing.T) {
	a, b := make(chan int, 1), make(chan int, 1)
	go func() { a <- 1 }()
	go func() { b <- 2 }()
	got := 0
	for range 2 {
		select {
		case x := <-a:
			got = 10*got + x
		case x := <-b:
			got = 10*got + x
		}
	}
	t.Fatal("outcome", got)
}

func TestOutcomeSelectWaits(t *testing.T) {
	a, b, stop := make(chan int), make(chan int), make(chan int)
	try := func(c chan int) (sent bool) {
		select {
		case c <- 1:
			return true
		default:
			return false
		}
	}
	var sent [2]bool
	got := -1
	each(3, func(i int) {
		switch i {
		case 0:
			sent[0] = try(a)
		case 1:
			sent[1] = try(b)
			close(stop)
		case 2:
			select {
			case <-a:
				got = 0
			case <-b:
				got = 1
			case <-stop:
			}
		}
	})
	t.Fatal("outcome", sent, got)
}

func TestOutcomeOnce(t *testing.T) {
	var once sync.Once
	var x atomic.Int64
	var saw [2]int64
	each(2, func(i int) {
		once.Do(func() { x.Store(int64(i) + 1) })
		saw[i] = x.Load()
	})
	t.Fatal("outcome", saw)
}

func TestOutcomeCond(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready, waited := false, false
	each(2, func(i int) {
		mu.Lock()
		defer mu.Unlock()
		if i == 0 {
			ready = true
			c.Signal()
			return
		}
		for !ready {
			waited = true
			c.Wait()
		}
	})
	t.Fatal("outcome", waited)
}

func TestOutcomeCancel(t *testing.T) {
	var mu sync.Mutex
	var cancel context.CancelFunc
	var asked, shown int
	each(2, func(int) {
		mu.Lock()
		if cancel != nil {
			cancel()
		}
		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		asked++
		question := asked
		mu.Unlock()
		if ctx.Err() == nil {
			mu.Lock()
			shown = question
			mu.Unlock()
		}
	})
	t.Fatal("outcome", shown)
}

func TestOutcomeBroadcast(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready, order := false, ""
	each(3, func(i int) {
		mu.Lock()
		defer mu.Unlock()
		if i == 2 {
			ready = true
			order += "!"
			c.Broadcast()
			return
		}
		for !ready {
			order += string(rune('a' + i))
			c.Wait()
		}
		order += string(rune('A' + i))
	})
	t.Fatal("outcome", order)
}

func TestOutcomeGo(t *testing.T) {
	var wg sync.WaitGroup
	var x atomic.Int64
	wg.Go(func() {
		x.Add(1)
		wg.Go(func() { x.Add(2) })
	})
	saw := x.Load()
	wg.Wait()
	t.Fatal("outcome", saw, x.Load())
}

func TestOutcomeTimers(t *testing.T) {
	var mu sync.Mutex
	var order []int
	each(2, func(i int) {
		time.Sleep(time.Duration(i+1) * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		order = append(order, i)
	})
	t.Fatal("outcome", order)
}

// Which cases of a select are ready depends on where it comes.
func TestOutcomeQuit(t *testing.T) {
	values, quit, done := make(chan int, 2), make(chan int), make(chan string)
	go func() {
		got := ""
		for {
			select {
			case x := <-values:
				got += string(rune('0' + x))
			case <-quit:
				select {
				case <-values:
					got += "+"
				default:
				}
				done <- got
				return
			}
		}
	}()
	values <- 1
	values <- 2
	close(quit)
	t.Fatal("outcome", <-done)
}
