package racekit

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// costAt are the numbers of goroutines among which operations are divided.
var costAt = [...]int{1, 2, 4, 8}

// A cost is nanoseconds per operation, for each of costAt.
type cost [len(costAt)]float64

// costTime is how long each is measured at least.
const costTime = 50 * time.Millisecond

// measureCost divides n operations among goroutines, with n so large that they
// take a while.
func measureCost(op func()) (c cost) {
	for i, goroutines := range costAt {
		for n := 100; ; n *= 4 {
			var wg sync.WaitGroup
			begin := time.Now()
			for range goroutines {
				wg.Go(func() {
					for range n / goroutines {
						op()
					}
				})
			}
			wg.Wait()
			if d := time.Since(begin); d >= costTime {
				c[i] = float64(d.Nanoseconds()) / float64(n/goroutines*goroutines)
				break
			}
		}
	}
	return c
}

// serveCost measures the variants in a process without control and detector, if
// this is one, and ends the test then.
func (c *comparison) serveCost() {
	file := c.call.CostFile()
	if file == "" {
		return
	}
	costs := map[string]cost{}
	for _, r := range c.rows {
		if r.op != nil && !r.race && !r.broken {
			costs[r.name] = measureCost(r.op())
		}
	}
	data, err := json.Marshal(costs)
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		c.call.T.Fatal(err)
	}
	c.call.T.SkipNow()
}

// price has the variants measured in such a process.
func (c *comparison) price(ctx context.Context, t *testing.T) {
	t.Helper()
	data, err := c.call.Uncontrolled(ctx)
	if err == nil {
		err = json.Unmarshal(data, &c.costs)
	}
	if err != nil {
		t.Errorf("racekit.Compare: the cost was not measured: %v", err)
	}
}

// words are the columns of a table.
func (c cost) words() string {
	if c == (cost{}) {
		return strings.Repeat("\t", len(c))
	}
	var b strings.Builder
	for _, ns := range c {
		fmt.Fprintf(&b, "\t%.0f", ns)
	}
	return b.String()
}
