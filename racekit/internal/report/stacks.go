package report

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A call is a frame of a stack in a text.
type call struct {
	lines    []string // the function, where, and what is said of it
	standard bool     // of the standard library
}

func (c *call) function() string { return strings.TrimSpace(c.lines[0]) }

// userFirst begins the stacks in a text with the program's own code, and ends
// them with it: of what the standard library does inside and around it only
// names are left. A stack that has none of the program's code stays.
func userFirst(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); {
		stack, n := stackIn(lines[i:])
		if n == 0 {
			out = append(out, lines[i])
			i++
			continue
		}
		out = append(out, shorter(stack)...)
		i += n
	}
	return out
}

// stackIn returns the stack with which lines begin, and how many lines it has.
func stackIn(lines []string) (stack []call, n int) {
	const function, place = "  ", "      "
	for n+1 < len(lines) {
		fn, at := lines[n], lines[n+1]
		if !strings.HasPrefix(fn, function) || strings.HasPrefix(fn, function+" ") || !strings.HasPrefix(at, place) || !strings.Contains(at, ":") {
			break
		}
		c := call{lines: lines[n : n+2], standard: strings.HasPrefix(at, place+"$GOROOT/")}
		n += 2
		if n < len(lines) && strings.HasPrefix(lines[n], place+"...") {
			c.lines = lines[n-2 : n+1]
			n++
		}
		stack = append(stack, c)
	}
	return stack, n
}

func shorter(stack []call) []string {
	own := func(c call) bool { return !c.standard }
	first := slices.IndexFunc(stack, own)
	if first < 0 {
		first = 0 // nothing is the program's own
	}
	last := len(stack)
	for last > first && stack[last-1].standard {
		last--
	}
	if last == first {
		last = len(stack)
	}
	var out []string
	if first > 0 {
		out = append(out, "  "+stack[first-1].function()+", called by")
	}
	for _, c := range stack[first:last] {
		out = append(out, c.lines...)
	}
	if last < len(stack) {
		out[len(out)-1] += " (called by " + trace.Package(stack[last].function()) + ")"
	}
	return out
}
