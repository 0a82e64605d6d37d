package linear

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// probes is how often a sequence is run to see whether its results are always
// the same. A map of two elements is iterated in one order by chance with a
// probability of 2^-probes.
const probes = 32

// probe runs the calls of a history sequentially, in the order in which they
// were called and in that in which they returned, to see whether the model is
// deterministic: of two calls that overlapped, either may have seen what the
// other did. It marks the methods whose results differ in the order of elements
// only, and reports whether there is a new one. If results differ otherwise, it
// sets Random.
func (c *Checker) probe(h *History) (loosened bool) {
	records := h.flat()
	var order []int // of those that returned
	for i, r := range records {
		if r.returned() {
			order = append(order, i)
		}
	}
	called := func(i int) int64 { call, _ := records[i].times(); return call }
	returned := func(i int) int64 { _, ret := records[i].times(); return ret }
	for _, when := range []func(int) int64{called, returned} {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(when(a), when(b)) })
		loosened = c.probeIn(order, records) || loosened
	}
	return loosened && c.Random == nil
}

// probeIn is probe for one order.
func (c *Checker) probeIn(order []int, records []*Record) (loosened bool) {
	first := c.run(order, len(order))
	for range probes {
		again := c.run(order, len(order))
		var a, b, la, lb naming
		for i, op := range order {
			m := records[op].method
			if first[i].blocked != again[i].blocked || first[i].results.text(&la, true, true) != again[i].results.text(&lb, true, true) {
				c.Random = m
				return false
			}
			if first[i].results.text(&a, m.loose, true) != again[i].results.text(&b, m.loose, true) {
				m.loose, loosened = true, true
			}
		}
	}
	return loosened
}

// key is the same for histories that no sequential order tells apart: equal
// results, and the same calls over before the same others began.
func (h *History) key() string {
	var b strings.Builder
	var n naming
	records := h.flat()
	for _, r := range records {
		call, ret := r.times()
		switch {
		case call == 0:
			b.WriteString("-\n")
			continue
		case ret == 0:
			b.WriteString("?")
		default:
			for _, a := range r.args {
				encode(a, 0).text(&n, false, true)
			}
			b.WriteString(r.results.text(&n, false, true))
		}
		for i, o := range records {
			if _, before := o.times(); before > 0 && before < call {
				fmt.Fprintf(&b, " %d", i)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
