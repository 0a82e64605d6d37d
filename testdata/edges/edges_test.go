// Package edges has, for each way in which Go orders what goroutines do
// (go.dev/ref/mem), a test that is ordered by it (TestOrdered...) and one in which
// something like it orders nothing (TestRace...). Sleeps put the operations of both
// into the order in which they stand: virtual time makes that certain, and orders
// nothing.
package edges

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// x is what both goroutines access.
var x int

// first runs f in a goroutine, and then g in another, a second later.
func first(f, g func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Go(func() {
		time.Sleep(time.Second)
		g()
	})
	wg.Wait()
}

func TestOrderedGo(t *testing.T) {
	x = 1
	first(func() { _ = x }, func() { _ = x })
}

func TestRaceGo(t *testing.T) {
	done := make(chan bool)
	go func() {
		x = 1
		close(done)
	}()
	x = 2
	<-done
}

// The end of a goroutine is no edge.
func TestRaceEnd(t *testing.T) { first(func() { x = 1 }, func() { x = 2 }) }

func TestRaceGosched(t *testing.T) {
	first(func() {
		x = 1
		runtime.Gosched()
	}, func() {
		runtime.Gosched()
		x = 2
	})
}
