package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Ending says how an execution ended.
type Ending uint8

const (
	Passed Ending = iota
	Failed
	Panicked
	Deadlocked
	Livelocked
	TimedOut // in virtual time, while the test still waited
	Crashed
	Hung // no progress in real time
	Diverged
)

// Facts are what is known of an execution that may show something wrong.
type Facts struct {
	Test    string // name of the top-level test
	Ending  Ending
	Races   int    // reported by the detector
	Output  []byte // of the test and of the detector
	Message string // panic value, fatal error, or how the process ended
	Stack   []trace.Frame
	Culprit uint32   // the goroutine that panicked; 0 is unknown
	Leaked  []uint32 // goroutines that can never run again
	Trace   *trace.Trace
	Steps   int // of the execution; its trace may have fewer

	DivergedAt int // the step, from 1, at which a script did not fit

	// Source finds where functions start; nil reads the files on disk.
	Source *source.Files
}

// Classify says what is wrong with an execution: nothing, one thing, or
// several. A limit of the tools is no finding; see Limitation.
func Classify(in Facts) []Finding {
	c := &classifier{Facts: in}
	if c.Source == nil {
		c.Source = &source.Files{}
	}
	if c.Trace == nil {
		c.Trace = &trace.Trace{}
	}
	races, rest := ParseRaces(in.Output)
	c.races(races)
	switch in.Ending {
	case Failed:
		if what, ok := strings.CutPrefix(c.Message, string(NotLinearizable)+": "); ok {
			c.history(what)
		} else {
			c.failure(rest)
		}
	case Panicked:
		c.panicked(rest)
	case Deadlocked:
		d := Explain(c.Trace, c.Steps)
		c.add(Finding{Kind: DeadlockKind, Message: d.Headline(), Sites: d.Sites(), Detail: d.Text()})
	case Livelocked:
		if !c.circle() {
			c.stuck(Livelock, fmt.Sprintf("still running after %d steps, the second half of them under a fair strategy", c.Steps), trace.Runnable)
		}
	case TimedOut:
		c.stuck(Hang, orElse(c.Message, "the test waited longer than its time"), trace.Sleeping, trace.Blocked)
	case Hung:
		c.hung(rest)
	case Crashed:
		c.crashed(rest)
	case Diverged:
		c.diverged()
	}
	if in.Ending == Passed || in.Ending == Failed && !c.has(TestFailure) {
		c.leaks()
	}
	return c.found
}

type classifier struct {
	Facts
	found []Finding
}

// add keeps the finding unless the same one is there already.
func (c *classifier) add(f Finding) {
	for i := range f.Sites {
		f.Sites[i] = c.Source.Enter(c.known(f.Sites[i]))
	}
	if len(f.Sites) == 0 {
		f.Sites = []trace.Frame{{Func: c.Test}}
	}
	f.Message = orElse(text.Printable(Stable(firstLine(f.Message))), string(f.Kind)+" without a message")
	id := Identity(f)
	if !slices.ContainsFunc(c.found, func(o Finding) bool { return Identity(o) == id }) {
		c.found = append(c.found, f)
	}
}

// known fills in the start of a function from the symbols in the trace.
func (c *classifier) known(f trace.Frame) trace.Frame {
	if f.Entry > 0 {
		return f
	}
	for i := range c.Trace.Tasks {
		for _, g := range c.Trace.Tasks[i].Stack {
			if g.Func == f.Func && g.File == f.File && g.Entry > 0 {
				f.Entry = g.Entry
				return f
			}
		}
	}
	for _, stack := range c.Trace.Sites {
		for _, g := range stack {
			if g.Func == f.Func && g.File == f.File && g.Entry > 0 {
				f.Entry = g.Entry
				return f
			}
		}
	}
	return f
}

func (c *classifier) has(k Kind) bool {
	return slices.ContainsFunc(c.found, func(f Finding) bool { return f.Kind == k })
}

func (c *classifier) races(races []Race) {
	for i := range races {
		r := &races[i]
		r.Number = i + 1
		c.add(Finding{Kind: DataRace, Message: r.Headline(), Sites: r.Sites(), Detail: r.Text(nil), Race: r})
	}
	if c.Races > 0 && len(races) == 0 {
		c.add(Finding{Kind: DataRace, Message: "the race detector counted a race, but its report is missing from the output"})
	}
}

// history adds calls whose results no sequential order explains. What says so
// is the type that has the methods, and then what they did.
func (c *classifier) history(what string) {
	name, story, _ := strings.Cut(what, "\n")
	c.add(Finding{Kind: NotLinearizable, Message: name, Sites: []trace.Frame{{Func: name}}, Detail: story})
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(s)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
