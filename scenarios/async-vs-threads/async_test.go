package asyncvsthreads

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// In a bubble time is virtual: the figures are exact.
func TestWaitsTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if d := InTurn(3, time.Second); d != 3*time.Second {
			t.Errorf("three waits of a second, in turn, took %v, want 3s", d)
		}
		if d := Gather(3, time.Second); d != time.Second {
			t.Errorf("three waits of a second, together, took %v, want 1s", d)
		}
	})
}

func TestBlockingCallStallsTheLoop(t *testing.T) {
	for _, c := range []struct {
		reason  string
		offload bool
		want    time.Duration
	}{
		{"nothing runs in the loop while the call does", false, 2 * time.Second},
		{"another goroutine waits", true, 100 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			call := func() { time.Sleep(2 * time.Second) }
			if gap := Heartbeat(100*time.Millisecond, 30, call, c.offload); gap != c.want {
				t.Errorf("%s: the longest gap is %v, want %v", c.reason, gap, c.want)
			}
		})
	}
}

func TestCosts(t *testing.T) {
	if b := PerGoroutine(1000); b < 1<<10 || b > 64<<10 {
		t.Errorf("a goroutine that waits takes %d bytes: that cannot be", b)
	}
	if runtime.GOOS == "linux" {
		if b := PerThread(100); b < 1<<10 || b > 1<<20 {
			t.Errorf("a thread takes %d bytes: that cannot be", b)
		}
	}
	if Compute(2, 1000, 1) <= 0 {
		t.Error("computing takes no time")
	}
}
