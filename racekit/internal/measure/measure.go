// Package measure finds out what goes wrong with a body in some schedule.
package measure

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// A Measurement is what was seen to go wrong.
type Measurement struct {
	Seen       []Sighting // the first of each kind, in order of execution
	Executions int
	Distinct   int
	Coverage   explore.Coverage // what it means that something is not seen
	Sought     bool             // the fewest preemptions were searched for
}

// A Sighting is the first finding of a kind.
type Sighting struct {
	*explore.Found
	Fewest int  // preemptions of a schedule that shows a finding of the kind
	Least  bool // no schedule shows one with fewer
}

const (
	longer = 10
	// manyFindings is more than the different races of a small body.
	manyFindings = 200
)

// Of explores as cfg says, and ten times as long if a kind in wanted is not
// seen by then and there may be more to see.
func Of(ctx context.Context, lab execution.Laboratory, cfg explore.Config, wanted []finding.Kind) (Measurement, error) {
	cfg.KeepGoing, cfg.MaxFindings = true, manyFindings
	m, err := once(ctx, lab, cfg)
	if err == nil && m.Coverage.Extent != explore.Complete && slices.ContainsFunc(wanted, func(k finding.Kind) bool { return m.First(k) == nil }) {
		cfg.N *= longer
		return once(ctx, lab, cfg)
	}
	return m, err
}

func once(ctx context.Context, lab execution.Laboratory, cfg explore.Config) (Measurement, error) {
	r, err := explore.Explore(ctx, lab, cfg, nil)
	m := Measurement{Executions: r.Executions, Distinct: r.Distinct, Coverage: r.Coverage, Sought: r.Sought}
	for _, f := range r.Findings {
		f.Every = 0 // who compares variants wants the whole story
		s := m.First(f.Kind)
		if s == nil {
			m.Seen = append(m.Seen, Sighting{Found: f, Fewest: f.Preemptions})
			s = &m.Seen[len(m.Seen)-1]
		}
		s.Fewest = min(s.Fewest, f.Preemptions)
		s.Least = s.Least || s.Fewest == 0 || f.Least && f.Preemptions == s.Fewest
	}
	return m, err
}

// First returns the first finding of a kind; nil if there is none.
func (m *Measurement) First(k finding.Kind) *Sighting {
	for i := range m.Seen {
		if m.Seen[i].Kind == k {
			return &m.Seen[i]
		}
	}
	return nil
}
