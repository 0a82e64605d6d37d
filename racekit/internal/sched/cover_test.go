package sched

import (
	"slices"
	"testing"
)

func TestCover(t *testing.T) {
	type step struct {
		task   uint32
		op     Op
		pc     uint64
		object uint64
	}
	for _, tt := range []struct {
		reason string
		steps  []step
		want   [][2]uint32
	}{
		{"an update after another task's", []step{{1, OpAtomicRMW, 10, 7}, {2, OpAtomicRMW, 20, 7}}, [][2]uint32{{10, 20}}},
		{"the other order is another pair", []step{{2, OpAtomicRMW, 20, 7}, {1, OpAtomicRMW, 10, 7}}, [][2]uint32{{20, 10}}},
		{"one task's own order is no choice", []step{{1, OpAtomicRMW, 10, 7}, {1, OpAtomicRMW, 20, 7}}, nil},
		{"different objects", []step{{1, OpAtomicRMW, 10, 7}, {2, OpAtomicRMW, 20, 8}}, nil},
		{"loads commute", []step{{1, OpAtomicLoad, 10, 7}, {2, OpAtomicLoad, 20, 7}}, nil},
		{"a load and a store do not", []step{{1, OpAtomicLoad, 10, 7}, {2, OpAtomicStore, 20, 7}, {1, OpAtomicLoad, 30, 7}}, [][2]uint32{{10, 20}, {20, 30}}},
		{"a pair counts once", []step{{1, OpLock, 10, 7}, {2, OpLock, 10, 7}, {1, OpLock, 10, 7}}, [][2]uint32{{10, 10}}},
	} {
		s := newScheduler(2, 0)
		s.mem.Pairs = Cover{Seen: make([]uint64, CoverWords), Found: make([]uint32, 100)}
		for range 2 { // the second execution shows nothing new
			s.Begin(Options{}, 0)
			for range 2 {
				s.Ready(s.Spawn())
			}
			known := s.Shown().Len()
			for i, x := range tt.steps {
				*s.Task(x.task) = Task{Op: x.op, PC: x.pc, Object: x.object}
				s.record(x.task, 0)
				if i == 0 && s.Shown().Len() != known {
					t.Errorf("%s: the first operation has a pair: what happened in another execution was not forgotten", tt.reason)
				}
			}
			var want []uint32
			for _, p := range tt.want {
				want = append(want, Pair(p[0], p[1]))
			}
			if known > 0 {
				want = nil
			}
			if got := s.Shown().New(known); !slices.Equal(got, want) {
				t.Errorf("%s: pairs %v, want %v", tt.reason, got, want)
			}
		}
		if s.Shown().Clear(); s.Shown().Len() != 0 || slices.Max(s.mem.Pairs.Seen) != 0 {
			t.Errorf("%s: something is left after Clear", tt.reason)
		}
	}
}
