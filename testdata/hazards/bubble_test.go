package hazards

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var done bool
		go func() {
			time.Sleep(time.Second)
			done = true
		}()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !done || time.Since(start) != 2*time.Second {
			t.Fatal(done, time.Since(start))
		}
		var after time.Duration
		time.AfterFunc(time.Minute, func() { after = time.Since(start) })
		time.Sleep(time.Hour)
		synctest.Wait()
		if after != time.Minute+2*time.Second {
			t.Fatal(after)
		}
	})
}

func TestBubbleTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int32
		for range 2 {
			time.AfterFunc(time.Second, func() { n.Store(n.Load() + 1) })
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n.Load() != 2 {
			t.Error("lost update in a bubble")
		}
	})
}
