package exhaustive

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"log"
	"mime"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"text/template"
	"time"
	"unique"
	"weak"
)

// The tests of this file are explored under all their schedules. Those called
// TestFact... do something because of which that is not all there is; those
// called TestPlain... do something like it, because of which nothing is left out.

func TestFactClock(t *testing.T) {
	var x atomic.Int64
	end := time.Now().Add(time.Second)
	each(2, func(int) { x.Add(1) })
	if time.Now().After(end) {
		t.Error("late")
	}
}

func TestFactSince(t *testing.T) {
	var begin time.Time
	each(2, func(int) { time.Since(begin) })
}

func TestPlainTimers(t *testing.T) {
	timer := time.NewTimer(time.Second)
	timer.Reset(time.Minute)
	each(2, func(i int) { time.Sleep(time.Duration(i+1) * time.Millisecond) })
	timer.Stop()
}

type payload struct {
	at *int
	_  [8]int
}

func TestFactWeak(t *testing.T) {
	p := &payload{}
	w := weak.Make(p)
	each(2, func(int) { w.Value() })
	runtime.KeepAlive(p)
}

func TestFactFinalizer(t *testing.T) {
	runtime.SetFinalizer(&payload{}, func(*payload) {})
}

func TestFactCleanup(t *testing.T) {
	runtime.AddCleanup(&payload{}, func(int) {}, 1)
}

func TestPlainUnique(t *testing.T) {
	each(2, func(int) { unique.Make("the same") })
}

func TestPlainLogger(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&b, "", 0)
	each(2, func(i int) { l.Print(i) })
}

func TestPlainLoggers(t *testing.T) {
	each(2, func(i int) { log.New(&bytes.Buffer{}, "", 0).Print(i) })
}

func TestPlainSetenv(t *testing.T) {
	each(2, func(int) { os.Setenv(variable, "1") })
}

// A function of package os that reads a variable does so in a step of its caller.
func TestPlainHome(t *testing.T) {
	each(2, func(i int) {
		if i == 0 {
			os.UserHomeDir()
		} else {
			os.Setenv("HOME", os.Getenv("HOME"))
		}
	})
}

// Two read, and then the first of them writes.
func TestFactReaders(t *testing.T) {
	shared := token.NewFileSet()
	shared.Base()
	each(1, func(int) { shared.Base() })
	shared.AddFile("file", -1, 1)
}

func TestFactMime(t *testing.T) {
	each(2, func(i int) {
		if i == 0 {
			mime.AddExtensionType(".racekit", "text/racekit")
		} else {
			mime.TypeByExtension(".racekit")
		}
	})
}

func TestFactGob(t *testing.T) {
	each(2, func(i int) {
		if i == 0 {
			gob.RegisterName("payload", payload{})
		} else {
			gob.NewEncoder(io.Discard).Encode(&struct{ V any }{1})
		}
	})
}

func TestFactTemplate(t *testing.T) {
	shared := template.New("")
	each(2, func(i int) { shared.New(fmt.Sprint(i)).Parse("text") })
}

func TestFactCleanups(t *testing.T) {
	each(2, func(int) { t.Cleanup(func() {}) })
}

func TestPlainEnvironment(t *testing.T) {
	each(2, func(int) { os.Getenv("HOME") })
}

func TestPlainCaches(t *testing.T) {
	re := regexp.MustCompile("a+")
	each(2, func(i int) {
		_ = fmt.Sprint(i, []int{i}, re.MatchString("baa"))
		json.Marshal(payload{})
		t.Log(i)
	})
}

var shared int

func TestFactOutlivesByAccess(t *testing.T) {
	go func() { shared++ }()
}

func TestFactOutlivesAfterwards(t *testing.T) {
	done := make(chan bool)
	go func() {
		close(done)
		shared++
	}()
	<-done
}

func TestFactOutlivesByOperation(t *testing.T) {
	var x atomic.Int64
	c := make(chan bool)
	go func() { x.Add(1) }()
	go func() { c <- true }()
	<-c
}

func TestFactLeft(t *testing.T) {
	go func() { select {} }()
}

func TestFactCallsLater(t *testing.T) {
	time.AfterFunc(time.Hour, func() { shared++ })
}

func TestPlainCallStopped(t *testing.T) {
	timer := time.AfterFunc(time.Hour, func() { shared++ })
	time.After(time.Hour)
	timer.Stop()
}

func TestFactMemStats(t *testing.T) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
}

func TestPlainAllocs(t *testing.T) {
	testing.AllocsPerRun(2, func() {})
}

func TestFactSignals(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}

func TestFactPrintsLater(t *testing.T) {
	go func() { fmt.Println("later") }()
}

func TestPlainWaits(t *testing.T) {
	var mu sync.Mutex
	n := 0
	c, d, e := make(chan int), make(chan int, 1), make(chan int)
	go func() { c <- 1 }()
	go func() {
		mu.Lock()
		n++
		mu.Unlock()
		d <- 1
	}()
	go func() {
		defer close(e)
		mu.Lock()
		defer mu.Unlock()
		n++
	}()
	<-c
	<-d
	<-e
	var wg sync.WaitGroup
	wg.Go(func() { n++ })
	wg.Wait()
}

func TestPlainSleepsMeanwhile(t *testing.T) {
	var x, y atomic.Int64
	time.AfterFunc(time.Millisecond, func() { x.Add(1) })
	go func() { y.Add(1) }()
	time.AfterFunc(2*time.Millisecond, func() { x.Add(1) }) // it is as early as the test goes on
	time.Sleep(2 * time.Millisecond)
	time.Sleep(time.Millisecond)
}

func TestFactSleepsTooShort(t *testing.T) {
	var x atomic.Int64
	time.AfterFunc(2*time.Millisecond, func() { x.Add(1) })
	time.Sleep(time.Millisecond)
}

func TestPlainSubtests(t *testing.T) {
	var mu sync.Mutex
	n := 0
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			mu.Lock()
			defer mu.Unlock()
			n++
		})
	}
	t.Cleanup(func() { n = 0 })
}

func TestFactParallel(t *testing.T) {
	t.Parallel()
	shared++
}

func ended(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {})
		wg.Wait()
	}
}

func TestFactEnded(t *testing.T) { ended(60) }

func TestPlainEnded(t *testing.T) { ended(50) }

func TestFactSynchronizes(t *testing.T) {
	each(1, func(int) {
		for range 5_001 {
			_ = fmt.Sprint()
		}
	})
}

func TestPlainSynchronizes(t *testing.T) {
	each(2, func(int) {
		for range 4_000 {
			_ = fmt.Sprint()
		}
	})
}

//go:noinline
func call(p *[8]int, i int) { p[i&7]++ }

func calls(n int) {
	each(2, func(int) {
		p := new([8]int)
		for i := range n {
			call(p, i)
		}
	})
}

func TestFactCalls(t *testing.T) { calls(60_000) }

func TestPlainCalls(t *testing.T) { calls(20_000) }

func TestPlainAlone(t *testing.T) {
	p := new([8]int)
	for i := range 60_000 {
		call(p, i)
		if i%10 == 0 {
			_ = fmt.Sprint()
		}
	}
}

func TestFactEmpty(t *testing.T) {
	c := make(chan struct{}, 2)
	each(2, func(int) { c <- struct{}{} })
}

func TestFactEmptySelect(t *testing.T) {
	c, d := make(chan struct{}, 2), make(chan bool)
	select {
	case c <- struct{}{}:
	case <-d:
	}
}

func TestPlainEmpty(t *testing.T) {
	c := make(chan struct{}, 1)
	each(2, func(int) {
		c <- struct{}{}
		<-c
	})
}

// The tests called TestRemembers... have a data race in every schedule, just
// within what the race detector remembers.

//go:noinline
func busy(p *[8]int, i int) {
	p[i&7]++
	p[(i+1)&7]++
}

func remembers(calls, locks, goroutines int) {
	x := new(int)
	first := make(chan bool)
	go func() {
		*x = 1
		p := new([8]int)
		var mu sync.Mutex
		for i := range calls {
			busy(p, i)
		}
		for range locks {
			mu.Lock()
			mu.Unlock()
		}
		if goroutines > 0 {
			return
		}
		<-first
	}()
	time.Sleep(time.Millisecond)
	ended(goroutines)
	*x = 2
	close(first)
}

func TestRemembersCalls(t *testing.T) { remembers(33_000, 0, 0) }

func TestRemembersLocks(t *testing.T) { remembers(0, 4_990, 0) }

func TestRemembersEnded(t *testing.T) { remembers(0, 0, 58) }

func TestRemembersAll(t *testing.T) { remembers(30_000, 4_990, 58) }
