package bug

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// poll begins with a goroutine that looks, without a pause, for what another
// sends after a while.
func poll(wg *sync.WaitGroup, after time.Duration) {
	var found atomic.Bool
	c := make(chan int)
	wg.Go(func() {
		time.Sleep(after)
		c <- 1
	})
	wg.Go(func() {
		for !found.Load() {
			select {
			case <-c:
				found.Store(true)
			default:
			}
		}
	})
}

// until looks for what a goroutine sends after a millisecond, for three.
func until(t *testing.T, pause func()) {
	c := make(chan int, 1)
	go func() {
		time.Sleep(time.Millisecond)
		c <- 1
	}()
	for end := time.Now().Add(3 * time.Millisecond); time.Now().Before(end); pause() {
		select {
		case <-c:
			return
		default:
		}
	}
	t.Error("two milliseconds were not enough for a send")
}

func TestOKReads(t *testing.T) {
	var wg sync.WaitGroup
	poll(&wg, 3*time.Millisecond)
	until(t, func() {})
	wg.Wait()
}

func TestOKSleeps(t *testing.T) {
	var wg sync.WaitGroup
	poll(&wg, 0)
	until(t, func() { time.Sleep(10 * time.Microsecond) })
	wg.Wait()
}
