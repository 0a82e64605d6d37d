package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Causes names what a finding comes of, each name by itself: findings that share
// one are told together. Of a race these are the places of the program's own code
// that raced, as races of one object share them: foreign says which frames are
// none. Of a deadlock it is where the goroutines wait that make it, without those
// that only wait for them. Others are their own cause.
func Causes(f Finding, tr *trace.Trace, steps int, foreign func(trace.Frame) bool) []string {
	switch {
	case f.Race != nil:
		var out []string
		for _, a := range f.Race.Accesses {
			own := slices.IndexFunc(a.Stack, func(f trace.Frame) bool { return !foreign(f) })
			if own >= 0 {
				out = append(out, string(f.Kind)+" "+SiteName(a.Stack[own]))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	case f.Kind == DeadlockKind && tr != nil:
		var names []string
		for _, at := range Explain(tr, steps).roots() {
			names = append(names, SiteName(at))
		}
		slices.Sort(names)
		return []string{string(f.Kind) + " " + strings.Join(slices.Compact(names), " ")}
	}
	return nil
}

// roots returns where those wait that make a deadlock: the members of its cycle,
// else those whom no blocked goroutine could wake; else all.
func (d *Deadlock) roots() []trace.Frame {
	stuck := func(task uint32) bool { return d.wait(task) != nil }
	var cycle, ends, all []trace.Frame
	for _, w := range d.Waits {
		on := append(w.on(), w.Others...)
		if w.op == sched.OpWGWait { // for those that it started, most likely
			for _, t := range d.tr.Tasks {
				if t.Parent == w.Task {
					on = append(on, t.ID)
				}
			}
		}
		if slices.Contains(d.Cycle, w.Task) && !d.Soft {
			cycle = append(cycle, w.At)
		}
		if !slices.ContainsFunc(on, stuck) {
			ends = append(ends, w.At)
		}
		all = append(all, w.At)
	}
	switch {
	case len(cycle) > 0:
		return cycle
	case len(ends) > 0:
		return ends
	}
	return all
}
