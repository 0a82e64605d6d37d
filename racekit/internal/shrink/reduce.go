package shrink

import (
	"context"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// reduce leaves out turns while the finding shows without them: large parts
// first, then smaller ones, then one by one until none can be left out (the
// complements of Zeller and Hildebrandt's ddmin, TSE 2002). The end of a
// schedule goes first, which cuts off what follows the finding.
func (s *shrinker) reduce(ctx context.Context, accept func(*execution.Outcome) bool) error {
	size := len(s.turns)
	for size > 0 {
		removed, err := s.pass(ctx, size, accept)
		switch {
		case err != nil:
			return err
		case size == 1 && !removed:
			return nil
		case size > 1:
			size = min(size/2, max(1, len(s.turns)))
		}
	}
	return nil
}

// pass tries to leave out each part of so many turns once.
func (s *shrinker) pass(ctx context.Context, size int, accept func(*execution.Outcome) bool) (removed bool, err error) {
	for end := len(s.turns); end > 0; {
		var candidates [][]sched.Turn
		for e := end; e > 0; e -= size {
			candidates = append(candidates, without(s.turns, max(0, e-size), e))
		}
		i, o, err := s.first(ctx, candidates, s.out.Steps, accept)
		if err != nil {
			return removed, err
		}
		if i < 0 {
			return removed, nil
		}
		// What comes before the part ran as it did before.
		end = max(0, end-(i+1)*size)
		s.take(candidates[i], o)
		removed = true
	}
	return removed, nil
}

// cheaper accepts what has no more preemptions.
func (s *shrinker) cheaper(o *execution.Outcome) bool { return o.Switches <= s.out.Switches }

// delay lets each goroutine that is preempted go on for as long as the finding
// shows: the step before which it is stopped is then one that matters.
func (s *shrinker) delay(ctx context.Context) error {
	for k := len(s.turns) - 1; k >= 0; k-- {
		if k >= len(s.turns) {
			continue // it was dropped on the way
		}
		t := s.turns[k]
		var candidates [][]sched.Turn
		for _, d := range distances(s.left(t)) {
			later := append([]sched.Turn(nil), s.turns...)
			later[k].Nth += uint32(d)
			candidates = append(candidates, later)
		}
		i, o, err := s.first(ctx, candidates, s.out.Steps, func(o *execution.Outcome) bool {
			return s.cheaper(o) && len(effective(candidates[0], o.Trace)) <= len(s.turns)
		})
		if err != nil {
			return err
		}
		if i >= 0 {
			s.take(candidates[i], o)
		}
	}
	return nil
}

// left returns how many steps a goroutine takes after a turn took its place,
// if that was a preemption.
func (s *shrinker) left(t sched.Turn) int {
	n, preempts := uint32(0), false
	for _, c := range choicesOf(s.out.Trace) {
		preempts = preempts || c.Turn == t && c.preempt
		if sched.TaskOf(c.To) == t.After {
			n++
		}
	}
	if !preempts {
		return 0
	}
	return int(n - t.Nth)
}

// distances are how much later a turn is tried, farthest first: by each number
// of steps up to 32, then by powers of two.
func distances(most int) []int {
	var out []int
	for d := 1; d <= most; {
		out = append(out, d)
		if d < 32 {
			d++
		} else {
			d *= 2
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
