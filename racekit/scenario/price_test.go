package scenario

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/measurement"
)

func TestPrice(t *testing.T) {
	work := func(op func()) func(*testing.T, Workload) {
		return func(_ *testing.T, w Workload) {
			var wg sync.WaitGroup
			for range w.Int("goroutines") {
				wg.Go(func() {
					for range w.Int("increments") {
						op()
					}
				})
			}
			wg.Wait()
		}
	}
	const least = 10 * time.Microsecond
	spin := func() {
		for begin := time.Now(); time.Since(begin) < least; {
		}
	}
	s := &Scenario{
		ID: "s", Params: []Param{{Name: "goroutines", Min: 1, Max: 4}, {Name: "increments", Min: 1, Max: 2}}, Scale: Scale{Goroutines: "goroutines", Operations: "increments"},
		Variants: []Variant{
			{Name: "wrong", Kind: Wrong, Body: func(*testing.T, Workload) { t.Error("the cost of what is wrong was measured") }},
			{Name: "argued", Kind: Fix},
			{Name: "idle", Kind: Fix, Body: work(func() { time.Sleep(2 * waits) })},
			{Name: "works", Kind: Fix, Body: work(spin)},
		},
	}
	file := filepath.Join(t.TempDir(), "prices")
	t.Setenv(measurement.FileVariable, file)
	s.price(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := measurement.Read[measurement.Price](text)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Variant != "idle" || got[1].Variant != "works" || !got[1].Operation {
		t.Fatalf("%+v, want the two fixes that can be measured, per operation", got)
	}
	if n := got[0].Nanos; n != nil {
		t.Errorf("what waits for a timer costs %v", n)
	}
	// Goroutines that work at the same time share the time between them.
	ns := got[1].Nanos
	if len(ns) != 4 {
		t.Fatalf("there are %d figures, want 4", len(ns))
	}
	for i, goroutines := range []float64{1, 2, 4, 8} {
		if ns[i] < float64(least.Nanoseconds())/goroutines {
			t.Errorf("%v ns per operation with %v goroutines that take %v each", ns[i], goroutines, least)
		}
	}
}
