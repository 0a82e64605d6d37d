// Package user has tests that explore themselves and find something.
package user

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/linearizable"
)

// A stack lets others in between the look and the pop.
type stack struct {
	mu  sync.Mutex
	all []int
}

func (s *stack) Push(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, v)
}

func (s *stack) Pop() (int, bool) {
	s.mu.Lock()
	n := len(s.all)
	s.mu.Unlock()
	if n == 0 {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	top := s.all[n-1]
	s.all = s.all[:n-1]
	return top, true
}

func TestStack(t *testing.T) {
	linearizable.Test(t, func() *stack { return new(stack) })
}

func lost() int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n.Store(n.Load() + 1) })
	}
	wg.Wait()
	return n.Load()
}

func TestResults(t *testing.T) {
	t.Run("in a subtest", func(t *testing.T) {
		racekit.Outcomes(t, func(*testing.T) any { return lost() }, []racekit.Outcome{
			racekit.Acceptable(2, "both count"), racekit.Forbidden(1, "one is lost"),
		})
	})
}

func TestVariants(t *testing.T) {
	racekit.Compare(t, []racekit.Variant[func() int64]{
		{Name: "one that is right", New: func() func() int64 { return func() int64 { return 2 } }},
		{Name: "one that is not", New: func() func() int64 { return lost }},
	}, func(t *testing.T, count func() int64) {
		if n := count(); n != 2 {
			t.Errorf("n = %d, want 2", n)
		}
	})
}

func FuzzLost(f *testing.F) {
	f.Add([]byte("a"), uint64(1))
	racekit.Fuzz(f, func(t *testing.T, in []byte) {
		if n := lost(); n != 2 {
			t.Errorf("n = %d, want 2", n)
		}
	})
}
