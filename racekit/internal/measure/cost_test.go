package measure

import (
	"sync/atomic"
	"testing"
	"time"
)

// The time of an operation is that of all goroutines together, divided by all
// operations: what waits alone costs the less the more wait at the same time.
func TestCostOf(t *testing.T) {
	var ops atomic.Int64
	const wait = 100 * time.Microsecond
	c := CostOf(func() { ops.Add(1); time.Sleep(wait) })
	for i, ns := range c {
		if least := float64(wait.Nanoseconds()) / float64(CostAt[i]); ns < least {
			t.Errorf("%.0f ns per operation among %d goroutines, and it waits for %.0f", ns, CostAt[i], least)
		}
	}
	if n := ops.Load(); n < int64(100*len(CostAt)) {
		t.Errorf("%d operations were done", n)
	}
}
