package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// circling adds what goroutines do again and again, once.
func (s *story) circling() {
	for _, r := range s.Rounds() {
		s.again = append(s.again, r)
		s.first = append(s.first, r.Task)
		for _, i := range r.Steps[:r.Size] {
			if s.asked(i) {
				s.add(i, "")
			}
		}
	}
}

// repeated reports whether step i, of a goroutine, is one of those that repeat.
func (s *story) repeated(id uint32, i int) bool {
	return slices.ContainsFunc(s.again, func(r trace.Round) bool { return r.Task == id && r.Steps[0] <= i })
}

// goesOn says how often what repeats goes on after step last; "" if it does not,
// or others do something there.
func (s *story) goesOn(last int) string {
	var times []int
	var parts []string
	for _, r := range s.again {
		if last < r.Steps[r.Size-1] {
			return ""
		}
		times = append(times, r.Times()-1)
		parts = append(parts, fmt.Sprintf("%d times more by %s", r.Times()-1, s.Name(r.Task)))
	}
	for i := last + 1; i < len(s.Events); i++ {
		e := s.Events[i]
		if !s.Hidden(e.Task) && !bookkeeping(e.Op) && !s.repeated(e.Task, i) {
			return ""
		}
	}
	switch times = slices.Compact(times); len(times) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("the same %d times more", times[0])
	}
	return "the same " + strings.Join(parts, ", ")
}
