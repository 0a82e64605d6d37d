package cowconfig

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "cow-config",
	Title:    "Copy-on-write / hot-reload config",
	Class:    "lost update, aliasing race",
	Priority: 1,
	Level:    3,
	Property: "all updates survive, and readers see whole versions",
	Params:   []scenario.Param{{Name: "writers", Min: 2, Max: 3}, {Name: "readers", Min: 0, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "two writers: p.Load, copy, p.Store", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "loadStoreConfig",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Both copy the same version, and the second Store drops the change of the first.",
			Body: survives(func() config { c := &loadStoreConfig{}; c.now.Store(&settings{}); return c })},

		{Name: "writer mutex + atomic.Pointer", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "writerLockConfig loadStoreConfig",
			Why:  "One writer at a time copies and stores; readers need no lock.",
			Body: survives(func() config { c := &writerLockConfig{}; c.now.Store(&settings{}); return c })},
		{Name: "CAS loop", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casConfig",
			Why:  "A version is replaced only by one that was copied from it.",
			Body: survives(func() config { c := &casConfig{}; c.now.Store(&settings{}); return c })},

		{Name: "mutate map in place after Load", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "inPlaceConfig",
			Want: scenario.Verdict{Race: true},
			Why:  "The pointer is atomic, the map behind it is not.",
			Body: survives(func() config { c := &inPlaceConfig{}; c.now.Store(&settings{}); return c })},
	},
}

type settings map[string]int

// A config begins with no settings.
type config interface {
	Set(key string, v int)
	Settings() settings
}

// survives is the property.
func survives(newConfig func() config) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c, writers := newConfig(), w.Int("writers")
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() { c.Set(string(rune('a'+i)), i) })
		}
		for range w.Int("readers") {
			wg.Go(func() {
				for key, v := range c.Settings() {
					if key != string(rune('a'+v)) {
						t.Errorf("read %s=%d, which nobody set", key, v)
					}
				}
			})
		}
		wg.Wait()
		if got := c.Settings(); len(got) != writers {
			t.Errorf("%d settings were made, and these are left: %v", writers, got)
		}
	}
}
