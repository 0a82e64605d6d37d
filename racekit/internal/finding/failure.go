package finding

import (
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// failure adds a failed check of the test itself. A test that failed only
// because a race was detected in it made none.
func (c *classifier) failure(output []byte) {
	if len(c.Stack) > 0 {
		site, _ := trace.User(c.Stack)
		logged, _, _ := TestLog(output)
		message := c.Message
		for _, l := range logged {
			if message == "" && l.Line == site.Line && l.File == base(site.File) {
				message = l.Message
			}
		}
		c.add(Finding{Kind: TestFailure, Message: orElse(message, "the test failed"), Sites: []trace.Frame{site}})
		return
	}
	logged, raced, _ := TestLog(output)
	raced = raced || c.has(DataRace)
	if l, site := c.failing(logged, raced); l != nil {
		c.add(Finding{Kind: TestFailure, Message: orElse(l.Message, "the test failed"), Sites: []trace.Frame{site}})
	} else if !raced {
		c.add(Finding{Kind: TestFailure, Message: orElse(c.Message, "the test failed without a message")})
	}
}

// failing chooses the logged line that made the test fail: the first that the
// source does not show to be a mere t.Log, else the last. If a race is enough
// to explain the failure, only the source can say that there was more.
func (c *classifier) failing(logged []LogLine, raced bool) (*LogLine, trace.Frame) {
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
			if base(f.File) == l.File && !trace.Machinery(f.Func) && (best.File == "" || f.File < best.File) {
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
