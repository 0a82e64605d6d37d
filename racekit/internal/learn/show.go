package learn

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
)

// A Style says how text is shown.
type Style struct {
	Color bool
	Width int
	// Explain is the command that tells a scenario's story.
	Explain string
	Times   bool // also print how long each part of a check took
}

const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	reset  = "\x1b[0m"
)

// say writes a paragraph; colours do not count.
func (s Style) say(w io.Writer, mark, words string) {
	for _, line := range text.Wrap(mark, words, cmp.Or(s.Width, 80)) {
		fmt.Fprintln(w, line)
	}
}

func (s Style) paint(color, text string) string {
	if !s.Color {
		return text
	}
	return color + text + reset
}

// WriteCheck says how an attempt went.
func (s Style) WriteCheck(w io.Writer, e *Exercise, c *Check) {
	s.head(w, e, c)
	fmt.Fprintln(w)
	s.body(w, e, c)
	if s.Times {
		var parts []string
		for _, p := range c.Times.Parts() {
			parts = append(parts, fmt.Sprintf("%s %.2f s", p.Name, p.Seconds()))
		}
		fmt.Fprintln(w)
		s.say(w, "", strings.Join(parts, ", "))
	}
}

// head says the most important of a check in two lines.
func (s Style) head(w io.Writer, e *Exercise, c *Check) {
	fmt.Fprintln(w, s.paint(bold, text.Clip(e.Name+" · "+e.Scenario.Title, cmp.Or(s.Width, 80))))
	switch {
	case c.Said != "":
		fmt.Fprintln(w, s.paint(red, "build failed"))
	case c.Unfinished != "":
		fmt.Fprintln(w, s.paint(yellow, "not checked to the end"))
	case c.Unbroken:
		fmt.Fprintln(w, s.paint(yellow, "not broken yet"))
	case e.Break:
		fmt.Fprintln(w, s.paint(green, "broken with "+text.Count(c.Switches, "preemption")))
	default:
		fmt.Fprintln(w, s.gates(c.Failed))
	}
}

// body says the rest.
func (s Style) body(w io.Writer, e *Exercise, c *Check) {
	for _, g := range c.Guards {
		s.say(w, "but ", g+".")
	}
	switch {
	case c.Said != "":
		fmt.Fprintf(w, "%s\n\nIt does not compile yet; see the compiler's message.\n", strings.TrimRight(c.Said, "\n"))
	case c.Unfinished != "":
		s.say(w, "", c.Unfinished)
	case c.Failed != [3]bool{}:
		s.failed(w, e, c)
	case c.Unbroken:
		s.say(w, "What must hold: ", e.Scenario.Property+".")
		s.say(w, "", fmt.Sprintf("Be the scheduler, and make that false with as few preemptions as you can: press b, or racekit learn break %s.", e.Name))
	case e.Break:
		s.say(w, "", e.fewest())
	case len(c.Guards) == 0:
		s.passed(w, e, c)
	}
}

func (s Style) failed(w io.Writer, e *Exercise, c *Check) {
	s.say(w, "What must hold: ", e.Scenario.Property+".")
	for _, f := range c.Shown {
		s.say(w, f.Gate.String()+": ", f.What)
	}
	if c.More {
		s.say(w, "", "It passes with a small workload and fails with a larger one ("+TestMore+").")
	}
	if !c.Failed[Race] && !c.Obvious {
		fmt.Fprintf(w, "No data race: go test -race passes this code under most schedules.\n")
	}
	if c.Mistake != nil {
		s.say(w, "", fmt.Sprintf("Known mistake: this is %q. %s", c.Mistake.Name, c.Mistake.Why))
		fmt.Fprintln(w, s.Explain, e.Scenario.ID)
	}
	for _, f := range c.Shown {
		fmt.Fprintf(w, "\n%s", f.Report)
	}
}

func (s Style) gates(failed [3]bool) string {
	var parts []string
	for _, g := range Gates {
		if failed[g] {
			parts = append(parts, s.paint(red, g.String()+" FAILS"))
		} else {
			parts = append(parts, s.paint(green, g.String()+" ok"))
		}
	}
	return strings.Join(parts, "   ")
}

func (s Style) passed(w io.Writer, e *Exercise, c *Check) {
	fmt.Fprintf(w, "%s\n", s.paint(green, "Done."))
	s.say(w, "", "Explored: "+c.Explored+". Nothing goes wrong.")
	cost := fmt.Sprintf("Cost: %s changed; %s in the default schedule", text.Count(c.Changed, "line"), text.Count(c.Steps, "step"))
	if c.Before > 0 {
		cost += fmt.Sprintf(" (was %d)", c.Before)
	}
	s.say(w, "", cost+".")
	var also []string
	for _, v := range e.Solutions() {
		also = append(also, v.Name)
	}
	fmt.Fprintf(w, "\nWhat works here:\n")
	for _, name := range also {
		s.say(w, "  - ", name)
	}
	first := true
	for _, v := range e.Others {
		if v.Want.Right() {
			continue
		}
		if first {
			first = false
			fmt.Fprintf(w, "\nWhat looks right and is not:\n")
		}
		what := v.Want.Effect.String()
		switch {
		case v.Want.Race && v.Want.Effect == 0:
			what = "data race"
		case v.Want.Race:
			what = "data race, " + what
		}
		s.say(w, "  - ", v.Name+": "+what)
	}
	fmt.Fprintf(w, "\n%s %s\n", s.Explain, e.Scenario.ID)
}

// WriteList lists the exercises and how far the learner is.
func (s Style) WriteList(w io.Writer, all []*Exercise, st *State) {
	stage := -1
	for _, e := range all {
		if e.Stage != stage {
			stage = e.Stage
			fmt.Fprintf(w, "\n%d. %s\n", stage, Stages[stage].Title)
		}
		mark, p := " ", st.Exercises[e.Name]
		switch {
		case p != nil && p.Passed:
			mark = s.paint(green, "x")
		case p != nil && p.Attempts > 0:
			mark = s.paint(yellow, "~")
		}
		here := " "
		if st.Current == e.Name {
			here = ">"
		}
		fmt.Fprintf(w, "%s [%s] %-26s %s\n", here, mark, e.Name, text.Clip(e.Scenario.Title, s.Width-33))
	}
	fmt.Fprintf(w, "\n%s\n", s.Bar(all, st))
}

// Bar is how much is done.
func (s Style) Bar(all []*Exercise, st *State) string {
	done := 0
	for _, e := range all {
		if p := st.Exercises[e.Name]; p != nil && p.Passed {
			done++
		}
	}
	const width = 40
	full := width * done / max(len(all), 1)
	return fmt.Sprintf("[%s%s] %d of %d", s.paint(green, strings.Repeat("#", full)), strings.Repeat("-", width-full), done, len(all))
}
