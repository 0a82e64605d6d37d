package explore

import (
	"cmp"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A census counts the sampled executions, and those that show each finding, by
// strategy. Those of an exhaustive search are no sample, and are counted apart.
type census struct {
	ran      map[sched.Kind]int
	sampled  int               // the sum of ran
	shows    map[string]*shown // by identity
	searches map[string]finding.Search
	all      map[string]int // executions that show it, of whatever kind
}

type shown struct {
	first int // the number of the first, from 1, among those that are sampled
	by    map[sched.Kind]int
}

// add counts a piece.
func (t *census) add(p *piece) {
	if t.ran == nil {
		t.ran, t.shows = map[sched.Kind]int{}, map[string]*shown{}
	}
	number := map[int]int{} // by index
	for _, r := range p.runs {
		t.ran[p.chunk.strategy.At(r.Index).Kind]++
		t.sampled++
		number[r.Index] = t.sampled
	}
	for _, h := range p.hits {
		t.saw(h.found)
		for _, f := range h.found {
			id := finding.Identity(f)
			s := t.shows[id]
			if s == nil {
				s = &shown{first: number[h.index], by: map[sched.Kind]int{}}
				t.shows[id] = s
			}
			s.by[p.chunk.strategy.At(h.index).Kind]++
		}
	}
}

// saw counts an execution with findings.
func (t *census) saw(found []finding.Finding) {
	if t.all == nil {
		t.all = map[string]int{}
	}
	for _, id := range slices.Compact(identities(found)) {
		t.all[id]++
	}
}

// search counts what a search has found, if it came to its end. Of several the
// last counts: it went furthest.
func (t *census) search(r *exhaust.Result) {
	if r.Extent == Sampled || r.Why != "" {
		return
	}
	times := map[string]int{}
	for _, x := range r.Found {
		for _, f := range FromOutcome(x.Outcome) {
			times[finding.Identity(f)]++
		}
	}
	for id, n := range times {
		t.searched(id, finding.Search{Found: true, Times: n, Of: r.Schedules, All: r.Extent == Complete, Which: r.Coverage.Which()})
	}
}

// searched notes what a search says of a finding. That it has it, and no more,
// takes nothing back.
func (t *census) searched(id string, s finding.Search) {
	if t.searches == nil {
		t.searches = map[string]finding.Search{}
	}
	if s.Of > 0 || !t.searches[id].Found {
		t.searches[id] = s
	}
}

// of returns how often a finding showed in so many executions.
func (t *census) of(identity string, executions int) finding.Frequency {
	f := finding.Frequency{Search: t.searches[identity], Missed: t.all[identity] < executions}
	s := t.shows[identity]
	if s == nil {
		return f
	}
	f.First = s.first
	for kind, n := range t.ran {
		f.Of += n
		f.Times += s.by[kind]
		f.By = append(f.By, finding.Share{Strategy: kind.String(), Times: s.by[kind], Of: n})
	}
	slices.SortFunc(f.By, func(a, b finding.Share) int {
		// The best first: a.Times/a.Of > b.Times/b.Of, without a fraction.
		return cmp.Or(cmp.Compare(b.Times*a.Of, a.Times*b.Of), cmp.Compare(a.Strategy, b.Strategy))
	})
	return f
}
