package linear

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// Explain says why no sequential order gives the results of a history that is
// not linearizable: the longest order that does, and what would come next.
func (c *Checker) Explain(h *History) string {
	_, _, info := c.search(h)
	records := h.flat()
	best := c.root
	for _, seq := range longest(info) {
		s := c.root
		for _, op := range seq {
			if records[op].returned() {
				s = c.step(s, op, false)
			}
		}
		if s.depth > best.depth {
			best = s
		}
	}
	var b strings.Builder
	b.WriteString("no sequential order of these calls gives these results")
	if h.Stuck {
		b.WriteString(" and leaves these calls waiting")
	}
	var n naming
	if best.depth > 0 {
		b.WriteString("; the longest order that agrees begins\n")
		for _, at := range best.path() {
			r := records[at.op]
			fmt.Fprintf(&b, "    %s(%s)%s\n", r.method.Name, r.arguments(&n), r.method.outcome(r.results, &n))
		}
		b.WriteString("and then\n")
	} else {
		b.WriteString(": at the start\n")
	}
	for _, op := range enabled(records, best.sequence()) {
		r := records[op]
		next := c.step(best, op, !r.returned())
		fmt.Fprintf(&b, "    %s(%s) ", r.method.Name, r.arguments(&n))
		want := next.last().results.text(&naming{seen: slices.Clone(n.seen)}, r.method.loose, true)
		switch {
		case !r.returned() && next.last().blocked:
			b.WriteString("waits, as it did\n")
		case !r.returned():
			b.WriteString("would return" + space(want) + ", but never did\n")
		case next.last().blocked:
			b.WriteString("would wait, but it returned" + space(r.results.text(&n, r.method.loose, true)) + "\n")
		default:
			fmt.Fprintf(&b, "would give %s, but it gave %s\n", orNothing(want), orNothing(r.results.text(&n, r.method.loose, true)))
		}
	}
	return b.String()
}

func space(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// longest are the longest orders of operations that porcupine found to be
// explained.
func longest(info porcupine.LinearizationInfo) [][]int {
	var out [][]int
	for _, partition := range info.PartialLinearizationsOperations() {
		for _, ops := range partition {
			seq := make([]int, len(ops))
			for i, op := range ops {
				seq[i] = op.Input.(int)
			}
			out = append(out, seq)
		}
	}
	// Porcupine has them in no order.
	slices.SortFunc(out, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b))
	})
	return out
}

// enabled are the calls that can come next: all that were over before they
// began are in done.
func enabled(records []*Record, done []int) []int {
	var out []int
	for i, r := range records {
		call, _ := r.times()
		if call == 0 || slices.Contains(done, i) {
			continue
		}
		if !slices.ContainsFunc(records, func(o *Record) bool {
			_, before := o.times()
			return before > 0 && before < call && !slices.Contains(done, slices.Index(records, o))
		}) {
			out = append(out, i)
		}
	}
	return out
}
