// Package drawn has tests whose input is drawn, by rapid or by Go's fuzzer, and
// fails only in some schedules.
package drawn

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/property"
	"pgregory.net/rapid"
)

// add adds all numbers at once. Those above 100 are added in two steps.
func add(numbers []int) int {
	var sum atomic.Int64
	var wg sync.WaitGroup
	for _, n := range numbers {
		wg.Go(func() {
			if n > 100 {
				sum.Store(sum.Load() + int64(n))
			} else {
				sum.Add(int64(n))
			}
		})
	}
	wg.Wait()
	return int(sum.Load())
}

func body(numbers []int) func(*testing.T) {
	return func(t *testing.T) {
		want := 0
		for _, n := range numbers {
			want += n
		}
		if got := add(numbers); got != want {
			t.Errorf("the sum of %v is %d, got %d", numbers, want, got)
		}
	}
}

func draw(t *rapid.T) func(*testing.T) {
	return body(rapid.SliceOfN(rapid.IntRange(0, 127), 0, 3).Draw(t, "numbers"))
}

func TestWrong(t *testing.T) { property.Check(t, draw) }

func TestRight(t *testing.T) {
	property.Check(t, func(t *rapid.T) func(*testing.T) {
		return body(rapid.SliceOfN(rapid.IntRange(0, 100), 0, 3).Draw(t, "numbers"))
	})
}

// rapid inside: each execution draws its own numbers, from its schedule's seed.
func TestInside(t *testing.T) {
	racekit.Test(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			numbers := rapid.SliceOfN(rapid.IntRange(0, 127), 0, 3).Draw(t, "numbers")
			slices.Sort(numbers)
			if got := add(numbers); len(numbers) > 0 && got < numbers[len(numbers)-1] {
				t.Fatalf("the sum of %v is %d", numbers, got)
			}
		})
	})
}

func TestNil(t *testing.T) { property.Check(t, nil) }

func TestNoBody(t *testing.T) {
	property.Check(t, func(*rapid.T) func(*testing.T) { return nil })
}

func FuzzSum(f *testing.F) {
	f.Add([]byte{1, 2}, uint64(1))
	racekit.Fuzz(f, func(t *testing.T, in []byte) {
		var numbers []int
		for _, b := range in[:min(len(in), 4)] {
			numbers = append(numbers, int(b))
		}
		body(numbers)(t)
	})
}

func FuzzProperty(f *testing.F) {
	f.Add(make([]byte, 64), uint64(1))
	racekit.Fuzz(f, rapid.MakeFuzz(func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.IntRange(0, 127), 0, 3).Draw(t, "numbers")
		if got := add(numbers); len(numbers) > 0 && got < slices.Max(numbers) {
			t.Fatalf("the sum of %v is %d", numbers, got)
		}
	}))
}
