package campaign

import (
	"context"
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// Records says where the findings of a package are kept, and which are replayed.
// One serves all tests of a package, one after the other.
type Records struct {
	Root  string // the folder
	Build record.Build
	Keep  bool // new findings are recorded
	// Replays says whether a record is replayed; nil is all.
	Replays func(*record.Record) bool
	// Partial says that some subtests of a test may be left out, so that a record
	// that shows nothing is not doubted; nil is none.
	Partial func(test string) bool
	Story   func(Finding) []string // the readable part of a record

	leaked map[string]bool // those that every schedule shows, and that have a record
}

// first reports whether a leak that every schedule shows has no record of another
// test yet, and notes that it has one now.
func (s *Records) first(identity string) bool {
	if s == nil || s.leaked[identity] {
		return false
	}
	if s.leaked == nil {
		s.leaked = map[string]bool{}
	}
	s.leaked[identity] = true
	return true
}

// keep records the schedule of a finding, unless that is not wanted.
func (c *Campaign) keep(f *explore.Found, shown *Finding, r *Result) {
	if c.Records == nil || !c.Records.Keep {
		return
	}
	rec, err := c.recordOf(f, *shown)
	if err == nil {
		// A record that is there did not show this finding any more.
		shown.Record, _, err = record.Save(c.Records.Root, rec, true)
	}
	if err != nil {
		r.Notes = append(r.Notes, err.Error())
	}
}

// recordOf makes a record of a finding that replays.
func (c *Campaign) recordOf(f *explore.Found, shown Finding) (*record.Record, error) {
	rec, err := c.Records.Build.Record(f.Kind, f.Identity, f.Strategy, f.Spec, &f.Outcome, c.Records.Story(shown))
	if err == nil {
		rec.Number = shown.Schedule
	}
	return rec, err
}

// A silent record is one whose schedule shows nothing any more.
type silent struct {
	file, identity string
	differs        string // where the program left it
	with           string // the detector that it was recorded with, if it is not that of this build
}

// say says so, and what to do unless the finding was found anew.
func (s silent) say(found bool) string {
	text := record.Relative(s.file) + ": " + s.differs
	if s.with != "" {
		return text + s.otherwise(found)
	}
	switch {
	case s.differs != "" && found:
		return text
	case s.differs != "":
		return text + "; no schedule shows the finding now; racekit corpus prune deletes such records"
	case found:
		return text + "this schedule passes now, but others fail"
	}
	return text + "passes now; racekit corpus prune deletes it"
}

// otherwise is said where the detector is another one: with its own the schedule
// may show the finding still.
func (s silent) otherwise(found bool) string {
	how := "this schedule passes"
	if s.differs != "" {
		how = "" // it says so
	}
	how += "; it was recorded with -detector=" + s.with
	if found {
		return how
	}
	return how + ", and racekit replay uses that"
}

// replayRecords runs the recorded schedules of the test, and enters in r and in
// c.Known what they still show.
func (c *Campaign) replayRecords(ctx context.Context, r *Result) error {
	if c.Records == nil {
		return nil
	}
	files, err := record.Saved(c.Records.Root, r.Test)
	if err != nil {
		return err
	}
	budget := c.Explore.Budget
	explaining := budget
	explaining.Time /= 3 // so that half of the budget is left to explore
	for i, file := range files {
		if budget.Spent() {
			r.Notes = append(r.Notes, c.notEnough(text.Count(len(files)-i, "record")+" not replayed"))
			break
		}
		rec, err := record.Load(file)
		if err != nil {
			r.Notes = append(r.Notes, fmt.Sprintf("a record was not replayed: %v", err))
			continue
		}
		if !c.replays(rec, r.Test) {
			continue
		}
		tell := telling{budget: explaining, at: i, n: len(files)}
		again, err := c.Replay(ctx, rec, tell.bound())
		if err != nil {
			return err
		}
		if again.Outcome.Status == execution.Cut {
			r.Notes = append(r.Notes, fmt.Sprintf("%s: the recorded schedule %s", record.Relative(file), strings.TrimPrefix(again.Outcome.Message, "it ")))
			continue
		}
		switch how := again.Standing(rec); {
		case (how == PassesNow || how == Differs) && c.Records.Partial != nil && c.Records.Partial(r.Test):
			// The subtest that fails may be one that is not selected.
		case how == PassesNow || how == Differs:
			s := silent{file: file, identity: rec.Identity, differs: again.Diverged}
			if rec.Race && rec.Detector != c.Records.Build.Detector {
				s.with = rec.Detector.String()
			}
			r.quiet = append(r.quiet, s)
		case again.Diverged != "":
			r.Notes = append(r.Notes, record.Relative(file)+": "+again.Diverged)
		}
		for _, f := range again.Findings {
			if !c.Known[f.ID] {
				if c.Known == nil {
					c.Known = map[string]bool{}
				}
				c.Known[f.ID] = true
				f.Record = file
				r.Findings = append(r.Findings, f)
			}
		}
	}
	return nil
}

// replays reports whether a record in the folder of a test is to be replayed.
func (c *Campaign) replays(rec *record.Record, test string) bool {
	switch {
	case rec.Test != test, rec.Race != c.Race: // another name in the same folder, or another kind of build
		return false
	case rec.Kind == finding.Leak && !c.Explore.Base.Leaks:
		return false
	}
	return c.Records.Replays == nil || c.Records.Replays(rec)
}
