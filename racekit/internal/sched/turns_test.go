package sched

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// turnsOf names the decisions of a schedule.
func turnsOf(order []uint32) []Turn {
	var out []Turn
	taken := map[uint32]uint32{}
	last := uint32(0)
	for _, id := range order {
		out = append(out, Turn{After: last, Nth: taken[last], To: id})
		taken[id]++
		last = id
	}
	slices.SortFunc(out, func(a, b Turn) int {
		if a.Less(b) {
			return -1
		}
		return 1
	})
	return out
}

func TestTurnsOfAllDecisionsRepeatASchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := program(rapid.SliceOfN(rapid.IntRange(1, 12), 1, 6).Draw(t, "program"))
		s := newScheduler(len(p), 200)
		want := p.run(s, Options{Config: Config{Kind: RandomWalk}, Seed: rapid.Uint64().Draw(t, "seed")})
		if got := p.run(s, Options{Turns: turnsOf(want), Planned: true}); !slices.Equal(got, want) {
			t.Fatalf("schedule %v, want %v", got, want)
		}
	})
}

func TestTurns(t *testing.T) {
	for _, tt := range []struct {
		turns  []Turn
		want   []uint32
		reason string
	}{
		{nil, []uint32{1, 1, 1, 2, 2, 2}, "the default schedule"},
		{[]Turn{{0, 0, 2}}, []uint32{2, 2, 2, 1, 1, 1}, "the first step of all"},
		{[]Turn{{1, 1, 2}}, []uint32{1, 2, 2, 2, 1, 1}, "after the first step of task 1"},
		{[]Turn{{1, 1, 2}, {2, 2, 1}}, []uint32{1, 2, 2, 1, 1, 2}, "and back after the second of task 2"},
		{[]Turn{{2, 2, 1}}, []uint32{1, 1, 1, 2, 2, 2}, "who has ended does not go on"},
		{[]Turn{{1, 1, 7}}, []uint32{1, 1, 1, 2, 2, 2}, "nor who is not there"},
		{[]Turn{{1, 9, 2}}, []uint32{1, 1, 1, 2, 2, 2}, "there is no ninth step"},
	} {
		s := newScheduler(4, 100)
		if got := (program{3, 3}).run(s, Options{Turns: tt.turns, Planned: true}); !slices.Equal(got, tt.want) {
			t.Errorf("%v: schedule %v, want %v (%s)", tt.turns, got, tt.want, tt.reason)
		}
	}
}

func TestTurnsInTheCooperativeModel(t *testing.T) {
	s := newScheduler(4, 100)
	o := Options{Turns: []Turn{{0, 0, 2}, {2, 1, 1}}, Planned: true, Cooperative: true}
	if got, want := (program{2, 2}).run(s, o), []uint32{2, 2, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("schedule %v, want %v: a turn takes nobody's turn away", got, want)
	}
}

func TestPlannedSchedulesLeaveTheClockAlone(t *testing.T) {
	run := func(turns []Turn) (order []uint32) {
		s := newScheduler(4, 600)
		s.Begin(Options{Early: true, Planned: true, Turns: turns}, 0)
		s.Timer = true
		s.Ready(s.Spawn())
		for range 500 {
			order = append(order, s.Pick(1, false))
		}
		return order
	}
	if n := count(run(nil), Clock); n != 0 {
		t.Errorf("the clock moved %d times by chance", n)
	}
	if got := run([]Turn{{Clock, 1, Clock}, {1, 7, Clock}}); count(got, Clock) != 2 || got[7] != Clock || got[8] != Clock {
		t.Errorf("schedule %v, want the clock at steps 8 and 9 alone", got[:12])
	}
}

func TestGivingWayIsNoPreemption(t *testing.T) {
	s := newScheduler(4, 100)
	s.Begin(Options{}, 0)
	s.Ready(s.Spawn())
	s.Ready(s.Spawn())
	cur := s.Pick(0, false)
	if next := s.Pick(cur, true); next == cur || s.Switches != 0 {
		t.Errorf("task %d after %d, %d preemptions: want the other one and none", next, cur, s.Switches)
	}
}

func TestWhoSpinsGivesWayAndIsNotPreempted(t *testing.T) {
	s := newScheduler(4, 200)
	spin := func(o Options) (order []uint32) {
		s.Begin(o, 0)
		for range 2 {
			id := s.Spawn()
			*s.Task(id) = Task{Op: OpAtomicLoad, PC: 5, Object: 7}
			s.Ready(id)
		}
		cur := uint32(0)
		for range 100 {
			cur = s.Pick(cur, false)
			order = append(order, cur)
		}
		return order
	}
	want := spin(Options{})
	hash := s.Hash
	if n := count(want, 2); n < 30 || n > 70 || s.Switches != 0 {
		t.Errorf("task 2 took %d of 100 steps, %d preemptions; want about half, and none", n, s.Switches)
	}
	if got := spin(Options{Script: want}); !slices.Equal(got, want) || s.Hash != hash {
		t.Errorf("the script has hash %x, want %x: %v", s.Hash, hash, got)
	}
}
