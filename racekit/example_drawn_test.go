package racekit_test

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"pgregory.net/rapid"
)

// One line tests a concurrent type. Range of sync.Map visits elements one by
// one, so it is called only while nothing else is.
func ExampleLinearizable() {
	var t *testing.T // of the test
	racekit.Linearizable(t, func() *sync.Map { return new(sync.Map) })
}

// The sequential behaviour of a type can be that of a simpler one.
func ExampleModel() {
	var t *testing.T // of the test
	racekit.Linearizable(t,
		func() *sync.Map { return new(sync.Map) },
		racekit.Model(func() plainMap { return plainMap{} }),
		racekit.Only("Load", "Store"))
}

type plainMap map[any]any

func (m plainMap) Load(k any) (v any, ok bool) { v, ok = m[k]; return v, ok }
func (m plainMap) Store(k, v any)              { m[k] = v }

// Arguments that cannot be made out of nothing are drawn.
func ExampleGen() {
	var t *testing.T // of the test
	racekit.Linearizable(t,
		func() *sync.Map { return new(sync.Map) },
		racekit.Gen(func(t *rapid.T) any { return rapid.SampledFrom([]string{"x", "y"}).Draw(t, "key or value") }))
}

// What the goroutines do is drawn, and each drawing is explored.
func ExampleCheck() {
	var t *testing.T // of the test
	racekit.Check(t, func(t *rapid.T) func(t *testing.T) {
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

// The fuzzer chooses the bytes and the schedules: go test -fuzz FuzzParse.
func ExampleFuzz() {
	FuzzParse := func(f *testing.F) {
		f.Add([]byte("seed"), uint64(1))
		racekit.Fuzz(f, func(t *testing.T, in []byte) {
			var total int
			var mu sync.Mutex
			var wg sync.WaitGroup
			for _, b := range in {
				wg.Go(func() {
					mu.Lock()
					defer mu.Unlock()
					total += int(b)
				})
			}
			wg.Wait()
		})
	}
	_ = FuzzParse
}
