package property_test

import (
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/property"
)

// What the goroutines do is drawn, and each drawing is explored.
func ExampleCheck() {
	var t *testing.T // of the test
	property.Check(t, func(t *rapid.T) func(t *testing.T) {
		keys := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 4).Draw(t, "keys")
		return func(t *testing.T) {
			var m sync.Map
			var wg sync.WaitGroup
			for _, k := range keys {
				wg.Go(func() { m.Store(k, true) })
			}
			wg.Wait()
			for _, k := range keys {
				if _, ok := m.Load(k); !ok {
					t.Errorf("key %d is lost", k)
				}
			}
		}
	})
}
