// Package mainstart starts goroutines before its tests run, in init and in
// TestMain, as servers and janitors do.
package mainstart

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

var (
	ofInit = make(chan chan int)
	ofMain = make(chan chan int)
	slow   = make(chan chan int)
	ticks  atomic.Int64
	loaded = time.Now()
)

func serve(requests chan chan int, answer int, delay time.Duration) {
	for r := range requests {
		if delay > 0 {
			time.Sleep(delay)
		}
		r <- answer
	}
}

func init() { go serve(ofInit, 1, 0) }

func TestMain(m *testing.M) {
	start := time.Now()
	go serve(ofMain, 2, 0)
	go serve(slow, 3, time.Second)
	go func() {
		for range time.Tick(time.Hour) {
			ticks.Add(1)
		}
	}()
	time.Sleep(3 * time.Second)
	if d := time.Since(start); d < 3*time.Second {
		fmt.Println("time went back by", d)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func ask(requests chan chan int) int {
	r := make(chan int)
	requests <- r
	return <-r
}

func TestClock(t *testing.T) {
	if d := time.Since(loaded); d < 3*time.Second || d > time.Minute {
		t.Errorf("the package was initialised %v ago", d)
	}
	if d, ok := t.Deadline(); ok && !d.After(time.Now()) {
		t.Errorf("the deadline was at %v", d)
	}
}

func TestServerOfInit(t *testing.T) {
	if n := ask(ofInit); n != 1 {
		t.Fatal(n)
	}
}

func TestServerOfMain(t *testing.T) {
	if n := ask(ofMain); n != 2 {
		t.Fatal(n)
	}
}

func TestSlowServer(t *testing.T) {
	start := time.Now()
	if n := ask(slow); n != 3 {
		t.Fatal(n)
	}
	if d := time.Since(start); d < time.Second || d > 2*time.Second {
		t.Fatalf("a second took %v", d)
	}
}

func TestTicker(t *testing.T) {
	before := ticks.Load()
	time.Sleep(10*time.Hour + time.Minute)
	if n := ticks.Load() - before; n < 9 || n > 10 {
		t.Fatalf("%d ticks in ten hours", n)
	}
}

func TestDeadlockBesideServers(t *testing.T) {
	<-make(chan int)
}

func TestLeakBesideServers(t *testing.T) {
	c := make(chan int)
	go func() { c <- ask(ofInit) }()
}
