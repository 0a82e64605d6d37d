package scenario

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/measure"
	"github.com/racekit/toolkit/racekit/internal/measurement"
)

const (
	priceRounds = 3 // of which the median counts
	// waits is more than a kernel takes that waits for no timer, and less than one
	// that does.
	waits = 500 * time.Microsecond
)

// price measures the fixes, in turns, so that what else the machine does falls
// on all of them.
func (s *Scenario) price(t *testing.T) {
	t.Helper()
	costs := map[*Variant][]measure.Cost{}
	for range priceRounds {
		for i := range s.Variants {
			if v := &s.Variants[i]; v.fixed() && !s.idles(t, v) {
				costs[v] = append(costs[v], measure.CostOfAll(func(goroutines, each int) { s.load(t, v, goroutines, each) }))
			}
		}
	}
	for i := range s.Variants {
		v := &s.Variants[i]
		if !v.fixed() {
			continue
		}
		p := measurement.Price{Scenario: s.ID, Variant: v.Name, Operation: s.Scale != Scale{}}
		if len(costs[v]) == priceRounds {
			p.Nanos = median(costs[v])
		}
		t.Logf("%s: %.0f ns", v.Name, p.Nanos)
		if err := measurement.Write(p); err != nil {
			t.Error(err)
		}
	}
}

// load has goroutines do operations each, or whole kernels if there is no Scale.
func (s *Scenario) load(t *testing.T, v *Variant, goroutines, each int) {
	if (s.Scale != Scale{}) {
		v.Body(t, s.scaled(goroutines, each))
		return
	}
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range each {
				v.Body(t, s.Kernel())
			}
		})
	}
	wg.Wait()
}

// idles reports whether the kernel takes its time whatever the fix costs. One
// of several runs is not held up by what else the machine does.
func (s *Scenario) idles(t *testing.T, v *Variant) bool {
	for range 10 {
		begin := time.Now()
		v.Body(t, s.Kernel())
		if time.Since(begin) < waits {
			return false
		}
	}
	return true
}

func median(costs []measure.Cost) []float64 {
	var out []float64
	for at := range measure.CostAt {
		var ns []float64
		for _, c := range costs {
			ns = append(ns, c[at])
		}
		slices.Sort(ns)
		out = append(out, ns[len(ns)/2])
	}
	return out
}
