package cowconfig

import (
	"reflect"
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
	Params:   []scenario.Param{{Name: "writers", Min: 2, Max: 3}, {Name: "readers", Min: 0, Max: 2}, {Name: "payload", Max: 1000}},
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

type settings map[string]setting

type setting []string

// A config begins with no settings.
type config interface {
	Set(key string, v setting)
	Settings() settings
}

// survives is the property.
func survives(newConfig func() config) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c, writers := newConfig(), w.Int("writers")
		var wg sync.WaitGroup
		keys, made := make([]string, writers), settings{}
		for i := range keys {
			var v setting
			w.Fill("payload", i, &keys[i])
			w.Fill("payload", i, &v)
			made[keys[i]] = v
		}
		for _, key := range keys {
			wg.Go(func() { c.Set(key, made[key]) })
		}
		for range w.Int("readers") {
			wg.Go(func() {
				for key, v := range c.Settings() {
					if !reflect.DeepEqual(v, made[key]) {
						t.Errorf("read %s=%v, which nobody set", key, v)
					}
				}
			})
		}
		wg.Wait()
		if got := c.Settings(); !reflect.DeepEqual(got, made) {
			t.Errorf("made %v, and these are left: %v", made, got)
		}
	}
}
