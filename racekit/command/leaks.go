package command

import (
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// A leakMode says which goroutines that can never run again are reported.
type leakMode uint8

const (
	allLeaks leakMode = iota
	newLeaks          // those that the default schedule does not show
	noLeaks
)

// String implements flag.Value.
func (m *leakMode) String() string { return [...]string{"all", "new", "off"}[*m] }

// Set implements flag.Value.
func (m *leakMode) Set(s string) error {
	on, err := strconv.ParseBool(s)
	switch {
	case s == "all", err == nil && on:
		*m = allLeaks
	case s == "new":
		*m = newLeaks
	case s == "off", err == nil:
		*m = noLeaks
	default:
		return errors.New("want all, new or off (or true for all, false for off)")
	}
	return nil
}

// IsBoolFlag is for package flag: -leaks is -leaks=true.
func (m *leakMode) IsBoolFlag() bool { return true }

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
