package hazards

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestStackGrowth(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	sum := 0
	var deep func(n int, p *int) int
	deep = func(n int, p *int) int {
		var pad [64]int
		pad[n%64] = n
		if n == 0 {
			mu.Lock()
			sum += *p
			mu.Unlock()
			return 0
		}
		return deep(n-1, p) + pad[n%64] - n
	}
	for i := range 4 {
		wg.Go(func() {
			x := i
			deep(200*(i+1), &x)
		})
	}
	wg.Wait()
	if sum != 6 {
		t.Fatal(sum)
	}
}

func TestGCInTheMiddle(t *testing.T) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			b := make([][]byte, 0)
			for range 20 {
				b = append(b, make([]byte, 1<<12))
				runtime.Gosched()
			}
			runtime.GC()
		})
	}
	wg.Wait()
}

func TestFinalizer(t *testing.T) {
	done := make(chan bool)
	func() {
		p := new([16]int)
		runtime.SetFinalizer(p, func(*[16]int) { close(done) })
	}()
	runtime.GC()
	<-done
}

func TestGOMAXPROCS(t *testing.T) {
	old := runtime.GOMAXPROCS(4)
	if runtime.GOMAXPROCS(0) != 4 {
		t.Fatal("not remembered")
	}
	real := []metrics.Sample{{Name: "/sched/gomaxprocs:threads"}}
	if metrics.Read(real); real[0].Value.Uint64() != 1 {
		t.Error("there is a second processor")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { runtime.Gosched() })
	}
	wg.Wait()
	runtime.GOMAXPROCS(old)
}

func TestChildProcess(t *testing.T) {
	if os.Getenv("HAZARDS_CHILD") == "1" {
		n := 0
		for _, e := range os.Environ() {
			if strings.HasPrefix(e, "RACEKIT_") {
				n++
			}
		}
		fmt.Print("child knows ", n)
		os.Exit(0)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestChildProcess$")
	cmd.Env = append(os.Environ(), "HAZARDS_CHILD=1")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "child knows 0" {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestExecStdin(t *testing.T) {
	cmd := exec.Command("cat")
	cmd.Stdin = strings.NewReader("hello")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil || out.String() != "hello" {
		t.Fatalf("%v: %q", err, out.String())
	}
}

func TestSignalNotify(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	defer signal.Stop(c)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	<-c
}

func TestOsPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(10 * time.Millisecond)
		w.Write([]byte("x"))
		w.Close()
	}()
	b, err := io.ReadAll(r)
	if err != nil || string(b) != "x" {
		t.Fatal(err, b)
	}
}

func TestTCP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Write([]byte("hi"))
		c.Close()
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(c)
	if err != nil || string(b) != "hi" {
		t.Fatal(err, b)
	}
}

func TestVirtualTime(t *testing.T) {
	start := time.Now()
	time.Sleep(time.Minute)
	if d := time.Since(start); d < time.Minute || d > time.Minute+time.Second {
		t.Fatal(d)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	<-ctx.Done()
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Fatal(ctx.Err())
	}
	select {
	case <-time.After(time.Second):
	case <-time.After(2 * time.Second):
		t.Fatal("the later timer fired first")
	}
	fired := make(chan bool)
	time.AfterFunc(time.Second, func() { close(fired) })
	<-fired
	if !time.Now().After(start) {
		t.Fatal("time stands still")
	}
}

func TestClockMoves(t *testing.T) {
	start := time.Now()
	for time.Since(start) < 100*time.Microsecond {
	}
}

func TestRandomness(t *testing.T) {
	m := map[int]bool{}
	for i := range 20 {
		m[i] = true
	}
	var order []int
	for k := range m {
		order = append(order, k)
	}
	c := make(chan int, 1)
	d := make(chan int, 1)
	c <- 1
	d <- 1
	which := 0
	select {
	case <-c:
		which = 1
	case <-d:
		which = 2
	}
	fmt.Println(order[:5], rand.Intn(1000), which)
}

func TestSubtests(t *testing.T) {
	var mu sync.Mutex
	var got []string
	t.Run("group", func(t *testing.T) {
		for _, name := range []string{"a", "b", "c"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				if err := os.WriteFile(dir+"/x", nil, 0o600); err != nil {
					t.Error(err)
				}
				t.Cleanup(func() {
					mu.Lock()
					defer mu.Unlock()
					got = append(got, name)
				})
				<-time.After(time.Millisecond)
				if t.Context().Err() != nil {
					t.Error("context is done early")
				}
			})
		}
	})
	slices.Sort(got)
	if !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Fatal(got)
	}
}

func TestSetenv(t *testing.T) {
	t.Setenv("HAZARDS_X", "1")
	if os.Getenv("HAZARDS_X") != "1" {
		t.Fatal()
	}
}

// log/slog's TestRecordSource looks for the same.
func TestCaller(t *testing.T) {
	pc, _, _, _ := runtime.Caller(1)
	if f := runtime.FuncForPC(pc).Name(); f != "testing.tRunner" {
		t.Errorf("the test is called by %s", f)
	}
}

func TestParallelTop(t *testing.T) {
	t.Parallel()
	time.Sleep(time.Second)
}

// usual is the number of goroutines at the start of a test.
var usual int

func TestNumGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	if usual == 0 {
		usual = before
	}
	if before != usual {
		t.Errorf("%d goroutines at the start, but %d in the first execution", before, usual)
	}
	done := make(chan bool)
	go func() { <-done }()
	if n := runtime.NumGoroutine(); n != before+1 {
		t.Errorf("NumGoroutine = %d, want %d", n, before+1)
	}
	buf := make([]byte, 1<<16)
	buf = buf[:runtime.Stack(buf, true)]
	if n := bytes.Count(buf, []byte("\ngoroutine ")); n > before {
		t.Errorf("%d goroutines in the stack dump:\n%s", n+1, buf)
	}
	close(done)
	if later() {
		go func() { <-queue }() // nobody must see it in the next execution
	}
}

func TestLockOSThread(t *testing.T) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			thread := syscall.Gettid()
			for range 3 {
				runtime.Gosched()
				if now := syscall.Gettid(); now != thread {
					t.Errorf("on thread %d, and locked to %d", now, thread)
				}
			}
		})
	}
	wg.Wait()
}

func TestIterPull(t *testing.T) {
	seq := func(yield func(int) bool) {
		for i := range 3 {
			runtime.Gosched()
			if !yield(i) {
				return
			}
		}
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			next, stop := pull(seq)
			defer stop()
			for i := range 2 {
				if v, ok := next(); !ok || v != i {
					t.Error(v, ok)
				}
			}
		})
	}
	wg.Wait()
}

func TestSyncPool(t *testing.T) {
	p := sync.Pool{New: func() any { return new(int) }}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			x := p.Get().(*int)
			*x++
			p.Put(x)
		})
	}
	wg.Wait()
}

func TestSyncMap(t *testing.T) {
	var m sync.Map
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { m.LoadOrStore(i%2, i); m.Range(func(k, v any) bool { return true }) })
	}
	wg.Wait()
}

func TestCond(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	go func() { c.L.Lock(); ready = true; c.L.Unlock(); c.Broadcast() }()
	c.L.Lock()
	for !ready {
		c.Wait()
	}
	c.L.Unlock()
}

var ranBefore bool

func TestOnlyOnce(t *testing.T) {
	if ranBefore {
		t.Fatal("runs only once per process")
	}
	ranBefore = true
}
