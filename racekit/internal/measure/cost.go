package measure

import (
	"sync"
	"time"
)

// CostAt are the numbers of goroutines among which operations are divided.
var CostAt = [...]int{1, 2, 4, 8}

// A Cost is nanoseconds per operation, for each of CostAt.
type Cost [len(CostAt)]float64

// costTime is how long each is measured at least.
const costTime = 50 * time.Millisecond

// CostOf measures op, which goroutines may do at the same time. It divides n
// operations among them, with n so large that they take 50 ms. What it says has
// a meaning only in a build without control and race detector.
func CostOf(op func()) Cost {
	return CostOfAll(func(goroutines, each int) {
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for range each {
					op()
				}
			})
		}
		wg.Wait()
	})
}

// CostOfAll is CostOf for what starts its goroutines itself: run has each of
// them do as many operations as it is told.
func CostOfAll(run func(goroutines, each int)) Cost { return costOf(run, costTime) }

func costOf(run func(goroutines, each int), least time.Duration) (c Cost) {
	for i, goroutines := range CostAt {
		for n := 100; ; n *= 4 {
			each := (n + goroutines - 1) / goroutines
			begin := time.Now()
			run(goroutines, each)
			if d := time.Since(begin); d >= least {
				c[i] = float64(d.Nanoseconds()) / float64(each*goroutines)
				break
			}
		}
	}
	return c
}
