package hazards

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var common int

// TestNoRaceAcrossExecutions writes a package's variable from goroutines that
// nobody waits for. Within an execution each write comes after the one before.
func TestNoRaceAcrossExecutions(t *testing.T) {
	common++
	done := make(chan bool)
	go func() {
		common++
		close(done)
		<-queue
	}()
	<-done
	if !later() {
		go func() { queue <- 1 }() // the warm-up leaves nobody behind
		time.Sleep(time.Second)
	}
	go func() { common++ }()
}

func TestNilFunction(t *testing.T) {
	var f func()
	go f()
	time.Sleep(time.Second)
}

func TestStackOverflow(t *testing.T) {
	debug.SetMaxStack(1 << 20)
	var deep func(n int) int
	deep = func(n int) int { return deep(n+1) + n }
	deep(0)
}

func TestKilled(t *testing.T) {
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	time.Sleep(time.Hour)
}

func TestErrorPanic(t *testing.T) {
	defer func() {
		err := recover()
		panic(fmt.Errorf("again: %v", err))
	}()
	var a []int
	_ = a[len(t.Name())]
}

func TestRecovered(t *testing.T) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			defer func() { recover() }()
			runtime.Gosched()
			panic("nobody hears it")
		})
	}
	wg.Wait()
}

func TestManyParallel(t *testing.T) {
	var running, most atomic.Int32
	t.Run("group", func(t *testing.T) {
		for i := range 20 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				most.Store(max(most.Load(), running.Add(1)))
				time.Sleep(time.Second)
				running.Add(-1)
			})
		}
	})
	if most.Load() < 2 {
		t.Error("nothing ran in parallel")
	}
}

func TestAllocsPerRun(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { _ = runtime.NumGoroutine() }); n != 0 {
		t.Error(n)
	}
}

func TestBenchmarkInside(t *testing.T) {
	var mu sync.Mutex
	r := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			mu.Lock()
			mu.Unlock()
		}
	})
	if r.N == 0 {
		t.Error("the benchmark did not run")
	}
}

func TestHTTPServer(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello") }))
	defer s.Close()
	r, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, err := io.ReadAll(r.Body); err != nil || string(b) != "hello" {
		t.Fatal(err, b)
	}
}

func TestAddCleanup(t *testing.T) {
	done := make(chan int, 1)
	func() {
		p := new([16]int)
		runtime.AddCleanup(p, func(n int) { done <- n }, 7)
	}()
	runtime.GC()
	if n := <-done; n != 7 {
		t.Error(n)
	}
}

// TestGarbage makes so much garbage that it must be collected in between.
func TestGarbage(t *testing.T) {
	var wg sync.WaitGroup
	var keep [4][]byte
	for i := range keep {
		wg.Go(func() {
			for range 100 {
				keep[i] = make([]byte, 1<<20)
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
}

// TestTimeout fails only if its timer fires early, as on a machine that was
// slow to run the other goroutine.
func TestTimeout(t *testing.T) {
	c := make(chan bool)
	go func() {
		for range 3 {
			runtime.Gosched()
		}
		close(c)
	}()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Error("timed out")
		<-c
	}
}

func TestSleep(t *testing.T) { time.Sleep(30 * time.Millisecond) }

// TestAsync is wrong only if a goroutine can be switched where it neither
// blocks nor yields.
func TestAsync(t *testing.T) {
	if lostUpdate() {
		t.Error("lost update without an await")
	}
}

func TestAsyncYield(t *testing.T) {
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			old := n.Load()
			runtime.Gosched()
			n.Store(old + 1)
		})
	}
	wg.Wait()
	if n.Load() != 2 {
		t.Error("lost update across an await")
	}
}

// TestStopInDebugMode has a timer whose channel is looked at only when the
// program does something with it (runtime.maybeRunAsync). Its time is less than
// the machine has been up.
func TestStopInDebugMode(t *testing.T) {
	t.Setenv("GODEBUG", "asynctimerchan=2")
	if timer := time.NewTimer(time.Second); !timer.Stop() {
		t.Error("the timer fired at once")
	}
}
