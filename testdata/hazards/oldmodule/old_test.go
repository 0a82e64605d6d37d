// Package oldmodule has go 1.22 in its go.mod: its timers' channels are
// buffered, as they were before Go 1.23 (asynctimerchan=1).
package oldmodule

import (
	"testing"
	"time"
)

func TestBufferedTimer(t *testing.T) {
	timer := time.NewTimer(time.Second)
	if cap(timer.C) != 1 {
		t.Fatal("not the timers of Go 1.22")
	}
	time.Sleep(2 * time.Second)
	if timer.Stop() {
		t.Error("the timer fired, so Stop must say that it did not stop it")
	}
	if len(timer.C) != 1 {
		t.Error("the value is not in the channel")
	}
	select {
	case <-timer.C:
	default:
		t.Error("no value after the timer fired")
	}
}

func TestTimeout(t *testing.T) {
	c := make(chan int)
	go func() { time.Sleep(time.Hour); c <- 1 }()
	select {
	case <-c:
		t.Error("an hour is shorter than a minute")
	case <-time.After(time.Minute):
	}
	<-c
}

func TestTicker(t *testing.T) {
	start := time.Now()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for range 5 {
		<-tick.C
	}
	if d := time.Since(start); d < 5*time.Minute || d > 6*time.Minute {
		t.Error(d)
	}
	tick.Reset(time.Second)
	<-tick.C
}

func TestReset(t *testing.T) {
	timer := time.NewTimer(time.Hour)
	if !timer.Reset(time.Second) {
		t.Error("the timer was active")
	}
	<-timer.C
}

func TestBlocked(t *testing.T) {
	timer := time.NewTimer(time.Second)
	timer.Stop()
	<-timer.C
}
