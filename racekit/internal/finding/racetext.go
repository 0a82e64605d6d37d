package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Verb says what an access did: "write", "atomic read".
func (a *Access) Verb() string {
	verb := "read"
	if a.Write {
		verb = "write"
	}
	if a.Atomic {
		return "atomic " + verb
	}
	return verb
}

// ByTest reports whether package testing started the goroutine: it is a test's
// or a subtest's own.
func (a *Access) ByTest() bool {
	return len(a.Created) > 0 && trace.Package(a.Created[0].Func) == "testing"
}

// Text returns the report without what differs from run to run. who names the
// goroutine of each access to a reader who knows it; without it they get
// letters, and the text says where they were started.
func (r *Race) Text(who func(i int) string) string {
	known := who != nil
	if !known {
		who = r.letter
	}
	var b strings.Builder
	for i := range r.Accesses {
		a := &r.Accesses[i]
		if !a.known {
			b.WriteString("the other access is missing: the detector's report was cut\n")
			continue
		}
		previous := ""
		if i > 0 {
			previous = "previous "
		}
		fmt.Fprintf(&b, "%s%s by %s\n", previous, a.Verb(), who(i))
		writeStack(&b, a.Stack)
	}
	for i := range r.Accesses {
		a := &r.Accesses[i]
		if known || !a.known || a.Main || a.ByTest() || !hasUser(a.Created) {
			continue
		}
		ended := ""
		if a.Ended {
			ended = " (it had ended)"
		}
		fmt.Fprintf(&b, "%s%s started at\n", who(i), ended)
		writeStack(&b, a.Created)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (r *Race) letter(i int) string {
	a := &r.Accesses[i]
	switch {
	case a.Main:
		return "the main goroutine"
	case a.ByTest():
		return "the test's goroutine"
	}
	return "goroutine " + string(rune('A'+i))
}

// Headline says in one line what raced.
func (r *Race) Headline() string {
	at := func(i int) string {
		a := &r.Accesses[i]
		if !a.known {
			return "an unknown access"
		}
		if f, ok := trace.User(a.Stack); ok {
			return fmt.Sprintf("%s in %s", a.Verb(), trace.Short(trace.Plain(f.Func)))
		}
		return a.Verb() + " at an unknown place"
	}
	return at(0) + " conflicts with " + at(1)
}

// ownPart cuts what package testing and the runtime do below the program's code.
func ownPart(stack []trace.Frame) []trace.Frame {
	for i, f := range stack {
		if i > 0 && foundation(f.Func) && !foundation(stack[i-1].Func) {
			return stack[:i]
		}
	}
	return stack
}

// belowRuntime cuts what the runtime does on top of the program's code.
func belowRuntime(stack []trace.Frame) []trace.Frame {
	for i, f := range stack {
		if p := trace.Package(f.Func); p != "" && p != "runtime" && !strings.HasPrefix(p, "internal/runtime/") {
			return stack[i:]
		}
	}
	return stack
}

func foundation(fn string) bool {
	return fn == "runtime.main" || fn == "runtime.goexit" || trace.Package(fn) == "testing"
}

func writeStack(b *strings.Builder, stack []trace.Frame) {
	if len(stack) == 0 {
		b.WriteString("  (the detector had forgotten the stack)\n")
		return
	}
	b.WriteString(stackText(stack, shownFrames))
	b.WriteByte('\n')
}

// shownFrames bounds a stack in a text.
const shownFrames = 16

// stackText returns a stack as lines, at most n frames of it; a frame that
// repeats, as in a recursion, counts once.
func stackText(stack []trace.Frame, n int) string {
	var lines []string
	stack = slices.DeleteFunc(slices.Clone(ownPart(stack)), func(f trace.Frame) bool { return trace.Wrapper(f.Func) })
	for i := 0; i < len(stack); n-- {
		if n == 0 {
			lines = append(lines, fmt.Sprintf("  ... %d more frames", len(stack)-i))
			break
		}
		f, from := stack[i], i
		for i < len(stack) && stack[i].Func == f.Func && stack[i].Line == f.Line {
			i++
		}
		lines = append(lines, "  "+trace.Plain(f.Func))
		if f.File != "" {
			lines = append(lines, fmt.Sprintf("      %s:%d", f.File, f.Line))
		}
		if i-from > 1 {
			lines = append(lines, fmt.Sprintf("      ... the same %d times more", i-from-1))
		}
	}
	return strings.Join(lines, "\n")
}
