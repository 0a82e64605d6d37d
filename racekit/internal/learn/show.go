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
	fmt.Fprintf(w, "%s · %s\n", s.paint(bold, e.Name), e.Scenario.Title)
	switch {
	case c.Said != "":
		fmt.Fprintf(w, "\n%s\n%s\n\nIt does not compile yet: the compiler says where.\n", s.paint(red, "build failed"), strings.TrimRight(c.Said, "\n"))
		return
	case c.Unfinished != "":
		fmt.Fprintln(w)
		s.say(w, "", "nothing can be said: "+c.Unfinished)
		return
	}
	fmt.Fprintf(w, "%s\n", s.gates(c.Failed))
	for _, g := range c.Guards {
		fmt.Fprintln(w)
		s.say(w, "but ", g+".")
	}
	if c.Failed == [3]bool{} {
		if len(c.Guards) == 0 {
			s.passed(w, e, c)
		}
		return
	}
	fmt.Fprintln(w)
	s.say(w, "What must hold: ", e.Scenario.Property+".")
	fmt.Fprintf(w, "\n%s", c.Report)
	if !c.Failed[Race] {
		fmt.Fprintf(w, "\nNo data race: go test -race passes this code under most schedules.\n")
	}
	if c.Mistake != nil {
		fmt.Fprintln(w)
		s.say(w, "", fmt.Sprintf("Known mistake: this is %q. %s", c.Mistake.Name, c.Mistake.Why))
		fmt.Fprintln(w, s.Explain, e.Scenario.ID)
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
	fmt.Fprintf(w, "\n%s\n", s.paint(green, "Done."))
	s.say(w, "", "Explored: "+c.Explored+". Nothing goes wrong.")
	var also []string
	for _, v := range e.Solutions() {
		also = append(also, v.Name)
	}
	fmt.Fprintf(w, "\nWhat works here:\n")
	for _, name := range also {
		s.say(w, "  - ", name)
	}
	fmt.Fprintf(w, "\nWhat looks right and is not:\n")
	for _, v := range e.Others {
		if v.Want.Right() {
			continue
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
			fmt.Fprintf(w, "\n%d. %s\n", stage+1, Stages[stage])
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
		fmt.Fprintf(w, "%s [%s] %-26s %s\n", here, mark, e.Name, cut(e.Scenario.Title, s.Width-33))
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

func cut(text string, width int) string {
	r := []rune(text)
	if width < 4 || len(r) <= width {
		return text
	}
	return string(r[:width-3]) + "..."
}
