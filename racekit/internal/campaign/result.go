package campaign

import (
	"fmt"
	"slices"
	"time"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/cause"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Result is how one test went under all its schedules.
type Result struct {
	Test       string
	Elapsed    time.Duration
	Explaining time.Duration // of it, for what was found: shrinking, stacks, records
	Schedules  int           // executions in which findings were looked for
	Distinct   int
	Steps      int // of the default schedule
	Coverage   explore.Coverage
	Confidence [][2]string // rows of what the schedules are worth
	Findings   []Finding
	Tests      []trace.Test // the test and its subtests, as the default schedule has them
	NoPoint    bool         // there was no scheduling point, and so nothing to explore
	Skipped    bool         // by itself
	Whole      bool         // it explores itself: this says nothing of it
	Notes      []string     // limitations, a line each
	Unfinished string       // why it did not come to its end

	quiet []silent // records, until it is known what else was found
}

// A Finding is one thing that is wrong with a test, with all that is known of it.
type Finding struct {
	ID       string // its identity
	Test     string // or the subtest
	Schedule int    // the number of the first that showed it among all Of that were explored, from 1; 0 if it was not part of a series
	Of       int    // 0 if they are not known to the end
	Recorded bool   // a recorded schedule showed it
	Finding  finding.Finding
	Why      *finding.Why // nil if nothing is known
	Often    finding.Frequency
	// Every counts the schedules explored, if all show it and it is no matter of the
	// schedule: a leak, or a failure in which no goroutine but the test's took
	// part. It is 0 of others.
	Every    int
	Trace    *trace.Trace
	Steps    int    // of the execution; its trace may have fewer
	Output   []byte // of the execution
	NoRace   bool   // the detector was on, remembered all it was told, as far as it knows, and saw no race in this execution
	Record   string // path of the record; empty if there is none
	Accepted string // why the finding does not count; empty if it does
	Notes    []string
	Pages    []string      // files that show the execution
	With     []cause.Other // of the same cause; a note says so
}

// tellWith adds findings of the same cause to those that f speaks for.
func (f *Finding) tellWith(rest []cause.Other) {
	old := cause.Say(f.With)
	for _, o := range rest {
		same := func(p cause.Other) bool { return p.Identity == o.Identity }
		if o.Identity != f.ID && !slices.ContainsFunc(f.With, same) {
			f.With = append(f.With, o)
		}
	}
	f.Notes = slices.DeleteFunc(f.Notes, func(n string) bool { return n == old })
	if len(f.With) > 0 {
		f.Notes = append(f.Notes, cause.Say(f.With))
	}
}

// Constant reports whether a finding is no matter of the schedule: every one
// shows it.
func (f *Finding) Constant() bool { return f.Every > 0 }

// Ordinary reports whether it is shown as go test shows a test that fails.
func (f *Finding) Ordinary() bool {
	return f.Constant() && f.Finding.Kind != finding.Leak && f.Accepted == ""
}

// Failure returns the first finding that is not accepted; nil if there is none.
func (r *Result) Failure() *Finding {
	for i := range r.Findings {
		if r.Findings[i].Accepted == "" {
			return &r.Findings[i]
		}
	}
	return nil
}

// Action is the word that go test has for how the test ended.
func (r *Result) Action() string {
	switch {
	case r.Failure() != nil || r.Unfinished != "":
		return "fail"
	case r.Skipped:
		return "skip"
	}
	return "pass"
}

// Explored says how far the test was explored.
func (r *Result) Explored() string {
	far := fmt.Sprintf("%s, %d distinct", text.Count(r.Schedules, "schedule"), r.Distinct)
	if c := r.Coverage; c.Extent == explore.Complete && !c.OnTime && c.Schedules != r.Distinct { // each of them is one of those
		far += fmt.Sprintf(", %d up to commuting independent steps", c.Schedules)
	}
	if r.NoPoint {
		far += "; no scheduling point: there was nothing to explore"
	}
	return far
}

// Verified reports whether all schedules were explored, none showed anything, and
// it is known that none can.
func (r *Result) Verified() bool {
	return r.Coverage.Extent == explore.Complete && r.Coverage.Verified() && len(r.Findings) == 0 && r.Unfinished == ""
}

// Add takes in what a part of the test has explored by itself. Of what both have,
// r's own stays, unless the other knows that every schedule shows it.
func (r *Result) Add(part *Result) {
	r.Schedules += part.Schedules
	r.Distinct += part.Distinct
	r.Notes = append(r.Notes, part.Notes...)
	for _, f := range part.Findings {
		if f.Constant() {
			r.drop([]string{f.ID})
		}
		if !r.shows(f.ID) {
			r.Findings = append(r.Findings, f)
		}
	}
}

// Recorded returns what r has by recorded schedules. Of a test that explores
// itself it is all: the schedule that showed that is none of the test's own.
func (r *Result) Recorded() *Result {
	return &Result{Test: r.Test, Whole: r.Whole, Findings: r.Findings, Notes: r.Notes, quiet: r.quiet}
}

// drop takes findings out of r.
func (r *Result) drop(identities []string) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return slices.Contains(identities, f.ID) })
}

func (r *Result) shows(identity string) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == identity })
}

// Settle says of the records whose schedules show nothing any more what that
// means, when all findings are known.
func (r *Result) Settle() {
	for _, s := range r.quiet {
		r.Notes = append(r.Notes, s.say(r.shows(s.identity)))
	}
	r.quiet = nil
}
