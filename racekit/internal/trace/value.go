package trace

import "github.com/racekit/toolkit/racekit/internal/sched"

// A Value is what an access of memory found and left, as Go writes it: "90",
// "true", "nil". In place of an address there is "not nil".
type Value struct {
	Before, After string
	Swaps         bool // it is a compare-and-swap
	Failed        bool // which did not swap
}

// Read returns the value that event i got from memory.
func (t *Trace) Read(i int) (string, bool) {
	v, ok := t.Values[i]
	return v.Before, ok && t.Events[i].Op != sched.OpWrite && t.Events[i].Op != sched.OpAtomicStore
}

// Wrote returns the value that event i left in memory.
func (t *Trace) Wrote(i int) (string, bool) {
	v, ok := t.Values[i]
	return v.After, ok && !sched.OnlyReads(t.Events[i].Op) && !v.Failed
}

// ValueText says what the access of event i did with which value: "90" for what it
// read or wrote, "90 -> 80" for what it replaced; "" if that is unknown.
func (t *Trace) ValueText(i int) string {
	v, ok := t.Values[i]
	switch {
	case !ok:
		return ""
	case v.Failed:
		return v.Before + ", fails"
	case t.Events[i].Op == sched.OpAtomicRMW:
		return v.Before + " -> " + v.After
	}
	return v.After
}
