package edges

import (
	"sync/atomic"
	"testing"
)

func TestOrderedAtomic(t *testing.T) {
	var ready atomic.Bool
	first(func() {
		x = 1
		ready.Store(true)
	}, func() {
		if ready.Load() {
			x = 2
		}
	})
}

// A read that observes another write than that of the goroutine is no edge.
func TestRaceAtomicLoad(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Load()
	}, func() {
		n.Store(1)
		x = 2
	})
}

func TestRaceAtomicStores(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Store(1)
	}, func() {
		n.Store(2)
		n.Load()
		x = 2
	})
}

// A read-modify-write observes, and so do those that observe it.
func TestOrderedAtomicChain(t *testing.T) {
	var n atomic.Int64
	first(func() {
		x = 1
		n.Add(1)
		n.CompareAndSwap(1, 2)
	}, func() {
		n.Swap(3)
		x = 2
	})
}

// A compare-and-swap that fails has read.
func TestOrderedFailedSwap(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.Store(1)
	}, func() {
		if !n.CompareAndSwap(0, 2) {
			x = 2
		}
	})
}

func TestRaceFailedSwap(t *testing.T) {
	var n atomic.Int32
	first(func() {
		x = 1
		n.CompareAndSwap(7, 1)
	}, func() {
		n.Load()
		x = 2
	})
}

func TestRacePlainAndAtomic(t *testing.T) {
	var n int32
	first(func() { atomic.AddInt32(&n, 1) }, func() { n++ })
}
