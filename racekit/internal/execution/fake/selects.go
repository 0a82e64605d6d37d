package fake

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Select receives from one of several channels, and sets the register to its
// number, from 0. If more than one has a value, which is drawn from the seed, or a
// decision of a wide execution.
func Select(chs ...string) Op {
	full := func(m *machine) (out []int) {
		for i, ch := range chs {
			if *m.at(ch) > 0 {
				out = append(out, i)
			}
		}
		return out
	}
	return Op{op: sched.OpSelect, object: chs[0],
		enabled: func(m *machine, _ *task) bool { return len(full(m)) > 0 },
		do: func(m *machine, t *task) {
			all := full(m)
			t.reg = all[m.way(t, len(all))]
			*m.at(chs[t.reg])--
		}}
}

// way is which of n ways the select of t takes.
func (m *machine) way(t *task, n int) int {
	if !m.spec.Wide {
		return int(m.sched.Data.N(uint32(n)))
	}
	way, _ := m.sched.Way(n)
	step := m.choices[len(m.choices)-1]
	i := slices.IndexFunc(step, func(c trace.Choice) bool { return c.Task == t.id })
	step[i].Ways = uint8(n)
	return way
}
