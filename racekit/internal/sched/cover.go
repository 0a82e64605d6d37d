package sched

// A Cover is the behaviour that executions have shown: which operation came
// right after which other one on the same object, in another task, where their
// order matters. Operations are known by their places in the code, so the pairs
// of different executions can be compared.
type Cover struct {
	Seen  []uint64 // a set of pairs; its length is a power of two
	Found []uint32 // those that were new, in order
	n     int      // of Found
}

// CoverWords is how long Seen is: a set of 65,536 pairs. Different pairs may
// have the same number; the later one then does not count as new.
const CoverWords = 1 << 10

// Clear forgets all pairs.
func (c *Cover) Clear() {
	for _, p := range c.Found[:c.n] {
		c.Seen[p/64] = 0
	}
	c.n = 0
}

// New returns the pairs that were found since there were n of them.
func (c *Cover) New(n int) []uint32 { return c.Found[n:c.n] }

// Len returns how many pairs were found since Clear.
func (c *Cover) Len() int { return c.n }

// Pair is the number of a pair of places in the code.
func Pair(from, to uint32) uint32 {
	return uint32(mix(uint64(from)|uint64(to)<<32)) & (CoverWords*64 - 1)
}

// Conflict reports whether the order of two operations on one object matters.
func Conflict(a, b Op) bool { return !(OnlyReads(a) && OnlyReads(b)) }

// add enters a pair of places in the code.
func (c *Cover) add(from, to uint32) {
	p := Pair(from, to) & uint32(len(c.Seen)*64-1)
	if bit := uint64(1) << (p % 64); c.Seen[p/64]&bit == 0 && c.n < len(c.Found) {
		c.Seen[p/64] |= bit
		c.Found[c.n] = p
		c.n++
	}
}

// Shown returns the pairs of this execution and of those before it, up to the
// last Clear.
func (s *Scheduler) Shown() *Cover { return &s.mem.Pairs }

// meet notes that a task is about to perform op on o.
func (s *Scheduler) meet(o *Object, task, pc uint32, op Op) {
	if o.task != 0 && o.task != task && len(s.mem.Pairs.Seen) > 0 && Conflict(o.op, op) {
		s.mem.Pairs.add(o.pc, pc)
	}
	o.task, o.pc, o.op = task, pc, op
}
