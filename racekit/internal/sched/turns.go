package sched

// A Turn is a decision that is not the default schedule's: once task After has
// taken its Nth step, To goes on. After and Nth are 0 for the first step of
// all. A turn is named by the steps of one task, so that it means the same
// where turns before it are left out.
type Turn struct {
	After uint32
	Nth   uint32
	To    uint32
}

// Less orders turns as Options.Turns wants them.
func (t Turn) Less(o Turn) bool {
	return t.After < o.After || t.After == o.After && t.Nth < o.Nth
}

// turn returns who goes on by Options.Turns, if they say so and it can.
func (s *Scheduler) turn() (id uint32, ok bool) {
	at := Turn{After: s.last, Nth: s.mem.Tasks[s.last].Steps}
	lo, hi := 0, len(s.turns)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.turns[mid].Less(at) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(s.turns) || at.Less(s.turns[lo]) {
		return 0, false
	}
	id = s.turns[lo].To
	return id, id <= s.tasks && s.mem.Places[id] != 0 || id == Clock && s.Timer
}
