package finding

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

func (c *classifier) panicked(output []byte) {
	f := Finding{Kind: Panic, Message: c.Message}
	stack := c.Stack
	if crash, _ := ParseCrash(output); crash != nil {
		if len(stack) == 0 {
			stack = crash.Stack
		}
		f.Message = orElse(f.Message, crash.Message)
	}
	c.withStack(&f, stack)
	if c.Culprit != 0 {
		f.Tasks = []uint32{c.Culprit}
		f.Detail = strings.TrimSuffix("in "+c.Trace.Describe(c.Culprit)+"\n"+f.Detail, "\n")
	}
	if _, message, ok := crashLine(firstLine(f.Message)); ok {
		f.Message = message
	}
	f.Message = orElse(f.Message, "panic with a value that cannot be shown")
	if blocked := c.standstill(func() bool { return inBubble(f.Message) }); blocked != "" {
		f.Detail = strings.TrimSuffix(blocked+"\n"+f.Detail, "\n")
	}
	c.add(f)
}

// crashed adds the finding of a process that ended, unless that was the race
// detector's doing: its exit code when it found races, or its limits.
func (c *classifier) crashed(output []byte) {
	if Limitation(c.Output) != "" || c.has(DataRace) && strings.Contains(c.Message, "exit status 66") {
		return
	}
	crash, _ := ParseCrash(output)
	if crash == nil {
		f := Finding{Kind: Exit, Message: "the test ended the process: " + orElse(c.Message, "no reason is known")}
		if words := lastWords(output); words != "" {
			f.Message += ", after it printed: " + words
		}
		if kind, message, ok := crashLine(c.Message); ok {
			f.Kind, f.Message = kind, message
		} else if strings.Contains(c.Message, "signal:") {
			f.Kind, f.Message = Fatal, "the process was ended by "+c.Message
		}
		c.withStack(&f, c.Stack)
		c.add(f)
		return
	}
	f := Finding{Kind: crash.Kind, Message: crash.Message}
	stack := crash.Stack
	if len(stack) == 0 {
		stack = c.Stack
	}
	c.withStack(&f, stack)
	if crash.Created != nil && !trace.Machinery(crash.Created.Func) {
		f.Detail += fmt.Sprintf("\nstarted by %s%s", trace.Plain(crash.Created.Func), at(*crash.Created))
	}
	c.add(f)
}

func (c *classifier) withStack(f *Finding, stack []trace.Frame) {
	origin := Origin(stack)
	if site, ok := trace.User(origin); ok {
		f.Sites = []trace.Frame{site}
	}
	f.Detail = stackText(belowRuntime(origin), shownFrames)
}

// hung adds that the code went on without a scheduling point. Where it was
// stopped is chance, the last point before is not. If nobody ran, some wait for
// the system and others for locks: those are what can be told.
func (c *classifier) hung(output []byte) {
	f := Finding{Kind: Hang, Message: "no progress: the code reaches no scheduling point"}
	if n := len(c.Trace.Events); n > 0 && n == c.Steps {
		if site, ok := c.Trace.At(n - 1); ok && !trace.Machinery(site.Func) {
			f.Sites = []trace.Frame{site}
			f.Message = fmt.Sprintf("no progress: no scheduling point after %s%s", c.Trace.Events[n-1].Op, atBase(site))
		}
	}
	if d := LockedOut(c.Trace, c.Steps); len(d.Waits) > 0 && idle(output) {
		w := d.Waits[0]
		f.Sites = []trace.Frame{w.At}
		f.Message = fmt.Sprintf("no progress: %s waits for a lock that %s has, in %s%s", d.tr.Name(w.Task), d.tr.Name(w.Holds[0].Task), w.For, atBase(w.At))
		f.Detail = d.Text()
	}
	stack := c.Stack
	if crash, _ := ParseCrash(output); crash != nil && len(stack) == 0 {
		stack = crash.Stack
	}
	if hasUser(stack) {
		f.Detail = strings.TrimPrefix(f.Detail+"\n", "\n") + "it was stopped at\n" + stackText(belowRuntime(stack), shownFrames)
	}
	c.add(f)
}

// idle reports whether the dump of a process shows goroutines, and none that runs.
func idle(output []byte) bool {
	all := Goroutines(output)
	return len(all) > 0 && !slices.ContainsFunc(all, func(g Goroutine) bool { return strings.HasPrefix(g.State, "run") })
}

// logTime is how package log starts a line by default.
var logTime = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(\.\d+)? `)

// lastWords returns the last line that a program printed, as log.Fatal does.
func lastWords(output []byte) string {
	_, _, rest := TestLog(output)
	lines := strings.Split(strings.TrimSpace(string(rest)), "\n")
	return strings.TrimSpace(logTime.ReplaceAllString(lines[len(lines)-1], ""))
}
