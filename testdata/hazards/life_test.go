package hazards

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestContext(t *testing.T) {
	ctx := t.Context()
	ended := make(chan bool)
	t.Cleanup(func() {
		if ctx.Err() == nil {
			t.Error("the context is not done before the cleanups")
		}
		<-ended
	})
	go func() {
		defer close(ended)
		<-ctx.Done()
	}()
	if ctx.Err() != nil {
		t.Error(ctx.Err())
	}
}

func TestCleanupOrder(t *testing.T) {
	var order []int
	t.Run("sub", func(t *testing.T) {
		for i := range 3 {
			t.Cleanup(func() { order = append(order, i); runtime.Gosched() })
		}
	})
	if !slices.Equal(order, []int{2, 1, 0}) {
		t.Fatal(order)
	}
}

func TestPanicInCleanup(t *testing.T) {
	t.Cleanup(func() { panic("in cleanup") })
}

func TestPanicWhileOthersWait(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		go func() { <-make(chan int) }()
	}
	runtime.Gosched()
	panic(fmt.Errorf("failed in a directory of %d letters", min(len(dir), 1)))
}

func TestFailNowInGoroutine(t *testing.T) {
	var wg sync.WaitGroup
	wg.Go(func() { t.FailNow() })
	wg.Wait()
}

func TestFatalInSubtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		t.Fatal("fatal in the subtest")
	})
	if !t.Failed() {
		t.Error("the failure of the subtest is not the test's")
	}
}

func TestLogAfterCompletion(t *testing.T) {
	go func() { t.Log("too late") }()
}

func TestGoexit(t *testing.T) { runtime.Goexit() }

func TestStdin(t *testing.T) {
	b, err := io.ReadAll(os.Stdin)
	if err != nil || len(b) != 0 {
		t.Fatal(err, b)
	}
}

// busy has many switches.
func busy() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 4 {
		wg.Go(func() {
			for range 50 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestCPUProfile(t *testing.T) {
	var b bytes.Buffer
	if err := pprof.StartCPUProfile(&b); err != nil {
		t.Fatal(err)
	}
	busy()
	pprof.StopCPUProfile()
	if b.Len() == 0 {
		t.Error("the profile is empty")
	}
}

func TestExecutionTracer(t *testing.T) {
	var b bytes.Buffer
	if err := trace.Start(&b); err != nil {
		t.Fatal(err)
	}
	busy()
	trace.Stop()
	if b.Len() == 0 {
		t.Error("the trace is empty")
	}
}

func TestGoroutineProfile(t *testing.T) {
	stay := make(chan bool)
	go func() { <-stay }()
	runtime.Gosched()
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		t.Fatal(err)
	}
	close(stay)
}

func TestLongOutput(t *testing.T) {
	for i := range 1000 {
		fmt.Println("line", i)
	}
	t.Error("after the output")
}

func TestDeadline(t *testing.T) {
	if d, ok := t.Deadline(); ok && time.Until(d) < time.Minute {
		t.Errorf("the deadline is in %v", time.Until(d))
	}
}

// executions counts those of this process: what is left behind on purpose
// must be left by a later one, not by the warm-up, which all share.
var executions int

func later() bool { executions++; return executions > 1 }

var queue, other = make(chan int), make(chan int)

func TestStaleReceiver(t *testing.T) {
	got := make(chan int, 1)
	go func() { got <- <-queue }()
	queue <- 1
	if n := <-got; n != 1 {
		t.Fatal(n)
	}
	if later() {
		go func() { <-queue }()
	}
}

func TestStaleSender(t *testing.T) {
	go func() { queue <- 1 }()
	if n := <-queue; n != 1 {
		t.Fatalf("a value of another execution: %d", n)
	}
	if later() {
		go func() { queue <- 2 }()
	}
}

func TestStaleSelect(t *testing.T) {
	got := make(chan int, 1)
	go func() { got <- <-queue }()
	select {
	case queue <- 1:
	case <-other:
		t.Fatal("a sender of another execution")
	}
	if n := <-got; n != 1 {
		t.Fatal(n)
	}
	if later() {
		go func() {
			select {
			case <-queue:
			case other <- 2:
			}
		}()
	}
}

var (
	condMu sync.Mutex
	cond   = sync.NewCond(&condMu)
)

func TestStaleCond(t *testing.T) {
	ready, waiting := false, make(chan bool)
	done := make(chan bool)
	go func() {
		condMu.Lock()
		close(waiting)
		for !ready {
			cond.Wait()
		}
		condMu.Unlock()
		close(done)
	}()
	<-waiting
	condMu.Lock()
	ready = true
	condMu.Unlock()
	cond.Signal()
	<-done
	if later() {
		go func() { condMu.Lock(); cond.Wait(); condMu.Unlock() }()
	}
}

var fired int

// TestStaleTimer ends, every other time, long before a timer is due; the others
// are there when it would be.
func TestStaleTimer(t *testing.T) {
	if later() && executions%2 == 0 {
		time.AfterFunc(time.Hour, func() { fired++ })
		return
	}
	time.Sleep(2 * time.Hour)
	if fired != 0 {
		t.Fatal("a timer of an earlier execution fired")
	}
}

var gate sync.Mutex

// TestStaleWoken ends, every other time, when a goroutine has been given a
// package's lock and has not taken it yet; the others need that lock.
func TestStaleWoken(t *testing.T) {
	var wg sync.WaitGroup
	gate.Lock()
	for range 2 {
		wg.Go(func() {
			gate.Lock()
			runtime.Gosched()
			gate.Unlock()
		})
	}
	for range 3 {
		runtime.Gosched()
	}
	gate.Unlock()
	if later() && executions%2 == 0 {
		panic("every other time")
	}
	wg.Wait()
}
