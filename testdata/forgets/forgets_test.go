// Package forgets has races with so much between their two accesses that
// ThreadSanitizer forgets the first (TestRace...), and the same with an edge between
// them (TestOrdered...). Each subtest has one of its own.
package forgets

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// Amounts are how much there is.
var Amounts = []int{0, 1, 2, 5, 10, 30, 60, 63, 64, 65, 70, 100, 128, 254, 255, 256, 257, 300, 500, 1000}

// each runs between in a goroutine, after an access of another, and then has its own.
func each(t *testing.T, ordered bool, between func(n int)) {
	for _, n := range Amounts {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			x := new(int)
			c := make(chan bool, 1)
			var wg sync.WaitGroup
			wg.Go(func() {
				*x = 1
				if ordered {
					c <- true
				}
			})
			wg.Go(func() {
				time.Sleep(time.Second)
				between(n)
				if ordered {
					<-c
				}
				*x = 2
			})
			wg.Wait()
		})
	}
}

func goroutines(n int) {
	for range n {
		var wg sync.WaitGroup
		wg.Go(func() {})
		wg.Wait()
	}
}

func TestRaceGoroutines(t *testing.T)    { each(t, false, goroutines) }
func TestOrderedGoroutines(t *testing.T) { each(t, true, goroutines) }

func alive(n int) {
	c := make(chan bool)
	for range n {
		go func() { <-c }()
	}
	close(c)
}

func TestRaceAlive(t *testing.T)    { each(t, false, alive) }
func TestOrderedAlive(t *testing.T) { each(t, true, alive) }

var sum int

//go:noinline
func call() { sum++ }

func calls(n int) {
	for range 1000 * n {
		call()
	}
}

func TestRaceCalls(t *testing.T)    { each(t, false, calls) }
func TestOrderedCalls(t *testing.T) { each(t, true, calls) }

func locks(n int) {
	var mu sync.Mutex
	for range 10 * n {
		mu.Lock()
		mu.Unlock()
	}
}

func TestRaceLocks(t *testing.T)    { each(t, false, locks) }
func TestOrderedLocks(t *testing.T) { each(t, true, locks) }

// readers read x, each once, and are not waited for.
func readers(x *int, n int) {
	for range n {
		go func() { _ = *x }()
	}
}

// The write at the end races with all of the reads, and with none if they are waited
// for.
func TestRaceReaders(t *testing.T) {
	for _, n := range Amounts {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			x := new(int)
			readers(x, n+1)
			time.Sleep(time.Second)
			*x = 2
		})
	}
}

func TestOrderedReaders(t *testing.T) {
	for _, n := range Amounts {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			x := new(int)
			var wg sync.WaitGroup
			for range n {
				wg.Go(func() { _ = *x })
			}
			wg.Wait()
			*x = 2
		})
	}
}
