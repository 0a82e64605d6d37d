package test

import (
	"io"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// constantLeaks are the leaks of a package that every schedule of their test
// shows: each is told once, for all of its tests.
type constantLeaks struct{ all []*constantLeak }

type constantLeak struct {
	f     campaign.Finding
	tests []string
}

// add takes those of a test out of its findings, and returns the others.
func (l *constantLeaks) add(all []campaign.Finding) (others []campaign.Finding) {
	for _, f := range all {
		if !f.Constant() || f.Finding.Kind != finding.Leak {
			others = append(others, f)
			continue
		}
		same := func(o *constantLeak) bool { return o.f.ID == f.ID && (o.f.Accepted == "") == (f.Accepted == "") }
		i := slices.IndexFunc(l.all, same)
		if i < 0 {
			i = len(l.all)
			l.all = append(l.all, &constantLeak{f: f})
		}
		l.all[i].tests = append(l.all[i].tests, f.Test)
	}
	return others
}

// write tells of all, and forgets them.
func (l *constantLeaks) write(w io.Writer, term report.Terminal) {
	for _, one := range l.all {
		term.WriteLeak(w, one.f, one.tests)
	}
	l.all = nil
}
