// Package byhand lets a person be the scheduler: they pick who runs next, step
// by step, until an execution goes wrong or ends well.
package byhand

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Result is how a game ended.
type Result struct {
	Broken   bool
	Finding  finding.Finding
	Switches int   // preemptions of the schedule that broke it
	Picks    []int // the numbers said, by which it is broken again
}

// A game is one execution that is not decided yet: the steps in script have
// been, and then the default schedule follows.
type game struct {
	ctx    context.Context
	lab    execution.Executor
	spec   execution.Spec
	script []uint32
	chosen []int // lengths of script before each choice, for undo
	picks  []int // the choices
	out    execution.Outcome
	source source.Files
}

// Play asks for decisions on in, one a line, and shows on out what there is to
// decide. It ends when the execution does, at q, or at the end of in.
func Play(ctx context.Context, lab execution.Executor, spec execution.Spec, in io.Reader, out io.Writer) (Result, error) {
	spec.Strategy, spec.Trace, spec.Wide, spec.Values = sched.Config{Kind: sched.FIFO}, true, true, true
	g := &game{ctx: ctx, lab: lab, spec: spec}
	words := bufio.NewScanner(in)
	fmt.Fprint(out, help)
	for {
		open, err := g.advance()
		if err != nil {
			return Result{}, err
		}
		g.show(out)
		if len(open) == 0 {
			if found := explore.FromOutcome(g.out); len(found) > 0 {
				fmt.Fprintf(out, "\nBroken: %s: %s\nwith %s.\n", found[0].Kind, found[0].Message, preemptions(g.out.Switches))
				return Result{Broken: true, Finding: found[0], Switches: g.out.Switches, Picks: g.picks}, nil
			}
			fmt.Fprint(out, "\nThe test passed. u: undo  r: restart  q: quit\n")
		} else {
			g.offer(out, open)
		}
		for {
			fmt.Fprint(out, "> ")
			if !words.Scan() {
				fmt.Fprintln(out)
				return Result{}, words.Err()
			}
			end, again := g.obey(strings.TrimSpace(words.Text()), open)
			if end {
				return Result{}, nil
			}
			if !again {
				break
			}
			fmt.Fprint(out, help)
		}
	}
}

const help = "number: run that goroutine for one step  u: undo  r: restart  q: quit\n"

// obey does what a line says; again is set if it says nothing.
func (g *game) obey(word string, open []trace.Choice) (end, again bool) {
	switch word {
	case "q":
		return true, false
	case "u":
		if n := len(g.chosen); n > 0 {
			g.script, g.chosen, g.picks = g.script[:g.chosen[n-1]], g.chosen[:n-1], g.picks[:n-1]
		}
		return false, false
	case "r":
		g.script, g.chosen, g.picks = nil, nil, nil
		return false, false
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > len(open) {
		return false, true
	}
	g.chosen, g.picks = append(g.chosen, len(g.script)), append(g.picks, n)
	g.script = append(g.script, sched.Decision(open[n-1].Task, 0))
	return false, false
}

// advance runs what is decided and takes the steps at which there is nothing to
// decide. It returns who can run at the first step that is open; nobody if the
// execution has ended.
func (g *game) advance() ([]trace.Choice, error) {
	spec := g.spec
	spec.Script = g.script
	out, err := g.lab.Run(g.ctx, spec)
	if err != nil {
		return nil, err
	}
	g.out = out
	if out.Trace == nil {
		return nil, nil
	}
	for i := len(g.script); i < len(out.Trace.Events); i++ {
		e := out.Trace.Events[i]
		if i < len(out.Trace.Choices) {
			open := slices.Clone(out.Trace.Choices[i])
			if len(open) > 1 && slices.ContainsFunc(open, func(c trace.Choice) bool { return g.visible(c.PC) }) {
				slices.SortFunc(open, func(a, b trace.Choice) int { return cmp.Compare(a.Task, b.Task) })
				return open, nil
			}
		}
		g.script = append(g.script, sched.Decision(e.Task, e.Way))
	}
	return nil, nil
}

// visible reports whether code at pc is the program's own.
func (g *game) visible(pc uint32) bool {
	stack := g.out.Trace.Sites[pc]
	f, ok := trace.User(stack)
	return !ok || !trace.Machinery(f.Func)
}

// recent is how many lines of what was are shown: a screen has room for them.
const recent = 12

// show lists the last steps that are the program's own, and what it noted.
func (g *game) show(w io.Writer) {
	tr := g.out.Trace
	if tr == nil {
		return
	}
	var lines []string
	notes := tr.Notes
	noted := func(step int) {
		for len(notes) > 0 && notes[0].Step <= step {
			lines = append(lines, fmt.Sprintf("       %-4s note: %s", tr.Name(notes[0].Task), notes[0].Text))
			notes = notes[1:]
		}
	}
	done := min(len(g.script), len(tr.Events))
	for i, e := range tr.Events[:done] {
		noted(i)
		if !g.visible(e.PC) || tr.Hidden(e.Task) {
			continue
		}
		mark := "  "
		if e.Switch {
			mark = "! "
		}
		lines = append(lines, fmt.Sprintf("%s%3d  %-4s %-20s %s", mark, i+1, tr.Name(e.Task), strings.TrimSpace(e.Op.String()+" "+tr.ValueText(i)), g.place(e.PC)))
	}
	noted(done)
	fmt.Fprintln(w)
	if before := len(lines) - recent; before > 0 {
		fmt.Fprintf(w, "       ... %d before\n", before)
		lines = lines[before:]
	}
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
}

// outlook says how it ends if from here on nobody is interrupted: the rest of
// the execution went so.
func (g *game) outlook() string {
	if found := explore.FromOutcome(g.out); len(found) > 0 {
		return fmt.Sprintf("%s: %s", found[0].Kind, found[0].Message)
	}
	return "the test passes"
}

// offer lists who can run.
func (g *game) offer(w io.Writer, open []trace.Choice) {
	for _, line := range text.Wrap("if nobody else is switched in: ", g.outlook(), 80) {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w, "\nwho runs next?")
	for i, c := range open {
		waits := ""
		if c.Waits {
			waits = "  (would wait)"
		}
		fmt.Fprintf(w, "    %d) %-4s %-20s %s%s\n", i+1, g.out.Trace.Name(c.Task), c.Op, g.place(c.PC), waits)
	}
}

// place is where code is, with its text.
func (g *game) place(pc uint32) string {
	f, ok := trace.User(g.out.Trace.Sites[pc])
	if !ok || f.File == "" {
		return ""
	}
	text := strings.TrimSpace(g.source.Line(f.File, f.Line))
	if r := []rune(text); len(r) > 30 {
		text = string(r[:27]) + "..."
	}
	return strings.TrimRight(fmt.Sprintf("%s:%-4d %s", trace.Base(f.File), f.Line, text), " ")
}

func preemptions(n int) string {
	if n == 1 {
		return "1 preemption"
	}
	return fmt.Sprintf("%d preemptions", n)
}
