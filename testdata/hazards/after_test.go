package hazards

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What outlives a test goes on, in virtual time.

func TestLateLog(t *testing.T) {
	go func() {
		time.Sleep(time.Millisecond)
		t.Log("late")
	}()
}

func TestLatePanic(t *testing.T) {
	go func() {
		time.Sleep(50 * time.Millisecond)
		panic("soon after the test")
	}()
}

func TestLateExit(t *testing.T) {
	time.AfterFunc(20*time.Millisecond, func() { os.Exit(7) })
}

func TestLeakAfterSleep(t *testing.T) {
	c := make(chan int)
	go func() {
		time.Sleep(10 * time.Second)
		c <- 1
	}()
}

// Each ends the process, or panics, a while after the test: a watchdog.
func TestWatchdogPanics(t *testing.T) { time.AfterFunc(time.Second, func() { panic("too slow") }) }

func TestWatchdogExits(t *testing.T) { time.AfterFunc(30*time.Second, func() { os.Exit(1) }) }

func TestWatchdogIsFatal(t *testing.T) {
	time.AfterFunc(time.Second, func() { new(sync.Mutex).Unlock() })
}

// Never asked to end: it goes on for ever, and so does who waits for a ticker.
func TestPollsOn(t *testing.T) {
	var stop atomic.Bool
	go func() {
		for !stop.Load() {
		}
	}()
	go func() {
		for range time.Tick(time.Millisecond) {
		}
	}()
}

// The goroutine is joined by nobody, and ends.
func TestEndsLater(t *testing.T) {
	done := make(chan string, 1)
	go func() {
		time.Sleep(time.Second)
		done <- fmt.Sprint("done")
	}()
}
