package linearizable_test

import (
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/linearizable"
)

// One line tests a concurrent type. Range of sync.Map visits elements one by
// one, so it is called only while nothing else is.
func ExampleTest() {
	var t *testing.T // of the test
	linearizable.Test(t, func() *sync.Map { return new(sync.Map) })
}

// Options of package racekit say how each program is explored.
func ExampleTest_options() {
	var t *testing.T // of the test
	linearizable.Test(t, func() *sync.Map { return new(sync.Map) },
		linearizable.Programs(500), racekit.Schedules(20), racekit.PCT)
}

// The sequential specification of a type can be a simpler one.
func ExampleModel() {
	var t *testing.T // of the test
	linearizable.Test(t,
		func() *sync.Map { return new(sync.Map) },
		linearizable.Model(func() plainMap { return plainMap{} }),
		linearizable.Only("Load", "Store"))
}

type plainMap map[any]any

func (m plainMap) Load(k any) (v any, ok bool) { v, ok = m[k]; return v, ok }
func (m plainMap) Store(k, v any)              { m[k] = v }

// Arguments that cannot be made out of nothing are drawn.
func ExampleGen() {
	var t *testing.T // of the test
	linearizable.Test(t,
		func() *sync.Map { return new(sync.Map) },
		linearizable.Gen(func(t *rapid.T) any { return rapid.SampledFrom([]string{"x", "y"}).Draw(t, "key or value") }))
}
