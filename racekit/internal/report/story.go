package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A story is what a report tells of a finding: its sentences, and what of the
// execution it is about.
type story struct {
	*view
	found    finding.Finding
	why      *finding.Why
	conflict *finding.Conflict // of a race; nil if it is unknown
	notes    []string
	waits    *finding.Deadlock
	racing   [2]int    // the later and the earlier access of a race; -1 is unknown
	racers   [2]uint32 // their goroutines; 0 is unknown

	again   []trace.Round   // of a livelock: what its end consists of
	about   []int           // the steps that the finding is about
	objects map[uint32]bool // what these steps are on
	first   []uint32        // goroutines that have a column before others
	marks   map[int]string  // what is special about a step
	written func(trace.Frame) bool

	cause      []string // the sentences that say what happened
	steps      []int    // that sentences name
	goroutines []uint32 // that sentences name
	numbered   bool     // sentences name objects by number
}

// tell collects what is to be told of a finding. written says which code is the
// program's own.
func tell(f campaign.Finding, written func(trace.Frame) bool) *story {
	s := &story{
		view: newView(f.Trace), found: f.Finding, why: f.Why, notes: f.Notes, written: written,
		racing: [2]int{-1, -1}, objects: map[uint32]bool{}, marks: map[int]string{},
	}
	if s.why == nil {
		s.why = &finding.Why{}
	}
	s.waits = finding.Explain(s.Trace, f.Steps)
	s.cut = s.waits.Cut
	switch s.found.Kind {
	case finding.Panic, finding.Fatal, finding.Exit, finding.Hang:
		s.dead = !slices.ContainsFunc(s.Tasks, func(t trace.Task) bool { return t.State != trace.Ended })
	}
	if s.dead && s.found.Kind == finding.Hang {
		s.waits = finding.LockedOut(s.Trace, f.Steps)
	}
	s.conflict = s.why.Conflict(s.Trace)
	s.locate()
	s.findSubject()
	delete(s.objects, 0)
	s.cause = s.happened()
	s.names()
	return s
}

// happened returns the sentences that say what happened.
func (s *story) happened() []string {
	out := s.why.Cause(s.Trace, s.conflict)
	switch {
	case s.conflict != nil:
	case s.located():
		later, earlier := s.racing[0], s.racing[1]
		out = append(out, fmt.Sprintf("nothing orders %s and %s%s", s.did(earlier), s.did(later), of(s.Events[later].Object)))
	case s.found.Race != nil && s.racers[0] != 0 && s.racers[1] != 0:
		note := "which is no step of its own"
		if s.racing[0] < 0 && s.racing[1] < 0 {
			note = "which are no steps of their own"
		}
		if s.racing[0] >= 0 { // it stands last
			out = append(out, fmt.Sprintf("nothing orders %s, %s, and %s", s.access(1), note, s.access(0)))
		} else {
			out = append(out, fmt.Sprintf("nothing orders %s and %s, %s", s.access(1), s.access(0), note))
		}
	}
	if s.found.Kind == finding.Exit && s.found.Detail == "" && len(s.about) > 0 && !s.cut {
		out = append(out, "the last step is "+s.did(s.about[0]))
	}
	return out
}

// schedule are the sentences that say which switches it takes.
func (s *story) schedule() []string {
	return s.why.Schedule(s.Trace)
}

// detail is what the finding says of itself; a race's accesses are given to
// goroutines of the execution where they can be told.
func (s *story) detail() string {
	if s.found.Race == nil {
		return s.found.Detail
	}
	return s.found.Race.Text(s.racer)
}

// access names one side of a race, which may be no step.
func (s *story) access(side int) string {
	if i := s.racing[side]; i >= 0 {
		return s.did(i)
	}
	a := &s.found.Race.Accesses[side]
	text := fmt.Sprintf("%s's %s", s.Name(s.racers[side]), a.Verb())
	f, ok := ownFrame(a.Stack)
	if !ok {
		return text
	}
	text += fmt.Sprintf(" at %s:%d", trace.Base(f.File), f.Line)
	if k := slices.IndexFunc(a.Stack, s.isOwn); k >= 0 && !s.isOwn(f) {
		text += fmt.Sprintf(" (called at %s:%d)", trace.Base(a.Stack[k].File), a.Stack[k].Line)
	}
	return text
}

// did names a step: "G2's write at step 7 (bank.go:10)".
func (s *story) did(i int) string {
	e := s.Events[i]
	text := fmt.Sprintf("%s's %s at step %d", s.Name(e.Task), e.Op, i+1)
	if f, ok := s.Place(i); ok {
		text += fmt.Sprintf(" (%s:%d)", trace.Base(f.File), f.Line)
	}
	return text
}

func of(object uint32) string {
	if object == 0 {
		return ""
	}
	return fmt.Sprintf(" of #%d", object)
}

var (
	stepNamed      = regexp.MustCompile(`\bstep (\d+)\b`)
	objectNamed    = regexp.MustCompile(`#\d+\b`)
	goroutineNamed = regexp.MustCompile(`\bG\d+\b`)
)

// names finds the steps and the goroutines that the report's sentences name.
// They are read from the text: whatever says "step 7", row 7 is there.
func (s *story) names() {
	sentences := slices.Concat(s.cause, s.schedule(), s.notes, []string{s.detail()})
	switch s.found.Kind {
	case finding.DeadlockKind, finding.Leak, finding.Nondeterminism:
		sentences = append(sentences, s.found.Message) // others are in the program's own words
	}
	text := strings.Join(sentences, "\n")
	for _, m := range stepNamed.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && n <= len(s.Events) {
			s.steps = append(s.steps, n-1)
		}
	}
	if c := s.conflict; c != nil { // these are named by place
		for _, h := range slices.Concat(c.EarlierHolds, c.LaterHolds) {
			s.steps = append(s.steps, h.Event)
		}
	}
	s.numbered = objectNamed.MatchString(text)
	s.goroutines = s.called(text)
}

// called returns the goroutines that a text names.
func (s *story) called(text string) []uint32 {
	names := map[string]bool{}
	for _, name := range goroutineNamed.FindAllString(text, -1) {
		names[name] = true
	}
	var out []uint32
	for _, t := range s.Tasks {
		if names[s.Name(t.ID)] {
			out = append(out, t.ID)
		}
	}
	return out
}

// beside returns the steps on both sides of the switches that sentences name.
func (s *story) beside() []int {
	var out []int
	for _, w := range s.why.Switches {
		if w.Without != "" {
			out = append(out, w.Event-1, w.Event, w.Next, w.Against)
		}
	}
	return out
}

// own reports whether step i is in the program's own code.
func (s *story) own(i int) bool {
	f, ok := s.At(i)
	return ok && s.isOwn(f)
}

// calledByOwn reports whether the program's own code led to step i.
func (s *story) calledByOwn(i int) bool {
	return slices.ContainsFunc(s.StackAt(i), s.isOwn)
}

func (s *story) isOwn(f trace.Frame) bool {
	return s.written == nil || s.written(f)
}
