package finding

import (
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// failure adds a failed check of the test itself. A test that failed only
// because a race was detected in it made none.
func (c *classifier) failure(output []byte) {
	blocked := c.standstill(func() bool { return timedOut(c.Trace) })
	logged, raced, _ := TestLog(output)
	if stack := failing(c.Stack); len(stack) > 0 {
		site, message := saidAt(stack, logged)
		c.add(Finding{Kind: TestFailure, Message: orElse(orElse(c.Message, message), "the test failed"), Sites: []trace.Frame{site}, Detail: blocked})
		return
	}
	raced = raced || c.has(DataRace)
	if l, site := c.guess(logged, raced); l != nil {
		c.add(Finding{Kind: TestFailure, Message: orElse(l.Message, "the test failed"), Sites: []trace.Frame{site}, Detail: blocked})
	} else if !raced {
		c.add(Finding{Kind: TestFailure, Message: orElse(c.Message, "the test failed without a message"), Detail: blocked})
	}
}

// failing returns the program's part of the stack at which a test was marked
// as failed; nothing if it was package testing that did so, because of a race.
func failing(stack []trace.Frame) []trace.Frame {
	for len(stack) > 0 && trace.Package(stack[0].Func) == "testing" {
		if stack[0].Func == "testing.(*common).checkRaces" {
			return nil
		}
		stack = stack[1:]
	}
	return ownPart(stack)
}

// saidAt returns the frame at which package testing logged a line, and that
// line: the caller of the helpers. Without a line it is the innermost frame.
func saidAt(stack []trace.Frame, logged []LogLine) (trace.Frame, string) {
	for _, f := range stack {
		for _, l := range logged {
			if l.Line == f.Line && l.File == trace.Base(f.File) {
				return f, l.Message
			}
		}
	}
	site, _ := trace.User(stack)
	return site, ""
}

// guess chooses the logged line that made the test fail: the first that the
// source does not show to be a mere t.Log, else the last. If a race is enough
// to explain the failure, only the source can say that there was more.
func (c *classifier) guess(logged []LogLine, raced bool) (*LogLine, trace.Frame) {
	var last *LogLine
	var lastSite trace.Frame
	for i := range logged {
		l := &logged[i]
		site := c.locate(l)
		text := c.Source.Line(site.File, l.Line)
		if text != "" && !isLog(text) {
			return l, site
		}
		if text == "" && !raced {
			last, lastSite = l, site
		}
	}
	return last, lastSite
}

// isLog reports whether a statement writes to the test's log without failing
// it, or cannot be the start of one that fails it.
func isLog(text string) bool {
	for _, call := range []string{".Log(", ".Logf(", ".Skip(", ".Skipf("} {
		if strings.Contains(text, call) {
			return true
		}
	}
	return false
}

// locate finds the function of a logged line: the file is one that the
// execution went through, or else the test itself is blamed.
func (c *classifier) locate(l *LogLine) trace.Frame {
	var best trace.Frame
	consider := func(stack []trace.Frame) {
		for _, f := range stack {
			if trace.Base(f.File) == l.File && !trace.Machinery(f.Func) && (best.File == "" || f.File < best.File) {
				best = f
			}
		}
	}
	for i := range c.Trace.Tasks {
		consider(c.Trace.Tasks[i].Stack)
		consider([]trace.Frame{c.Trace.Tasks[i].CreatedAt})
	}
	for _, stack := range c.Trace.Sites {
		consider(stack)
	}
	if best.File == "" {
		return trace.Frame{Func: c.Test, File: l.File, Line: l.Line}
	}
	name, entry := c.Source.Enclosing(best.File, l.Line)
	if name == "" {
		return trace.Frame{Func: c.Test, File: best.File, Line: l.Line}
	}
	return trace.Frame{Func: trace.Package(best.Func) + "." + name, File: best.File, Line: l.Line, Entry: entry}
}
