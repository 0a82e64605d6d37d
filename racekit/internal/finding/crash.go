package finding

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Crash is what a process wrote when it died.
type Crash struct {
	Kind    Kind
	Message string        // one line, without addresses
	Stack   []trace.Frame // of the goroutine that died, innermost first
	Created *trace.Frame  // its go statement, if the dump names it
}

var (
	recovered    = regexp.MustCompile(`( \[recovered(, repanicked)?\])+$`)
	address      = regexp.MustCompile(`0x[0-9a-f]{5,}`)
	goroutineNum = regexp.MustCompile(`\bgoroutine \d+\b`)
)

// ParseCrash takes the dump of a dying process out of its output. The crash is
// nil if there is none; rest is what came before and after it.
func ParseCrash(output []byte) (crash *Crash, rest []byte) {
	lines := bytes.SplitAfter(output, []byte("\n"))
	at := -1
	for i, raw := range lines {
		kind, message, ok := crashLine(trimEOL(raw))
		if ok && dumpFollows(lines[i+1:]) {
			at, crash = i, &Crash{Kind: kind, Message: Stable(message)}
			break
		}
	}
	if crash == nil {
		return nil, output
	}
	end := crash.read(lines, at+1)
	// The runtime says why the stack overflowed before it says that it did.
	from := at
	for from > 0 && bytes.HasPrefix(lines[from-1], []byte("runtime: ")) {
		from--
	}
	rest = append(rest, bytes.Join(lines[:from], nil)...)
	return crash, append(rest, bytes.Join(lines[end:], nil)...)
}

func crashLine(line string) (kind Kind, message string, ok bool) {
	if m, ok := strings.CutPrefix(line, "fatal error: "); ok {
		if strings.HasPrefix(m, "all goroutines are asleep") {
			return DeadlockKind, m, true
		}
		return Fatal, m, true
	}
	if m, ok := strings.CutPrefix(line, "panic: "); ok {
		return Panic, recovered.ReplaceAllString(m, ""), true
	}
	if line == "SIGQUIT: quit" {
		return Hang, "stopped from outside", true
	}
	if strings.HasPrefix(line, "SIG") && strings.Contains(line, ": ") && !strings.Contains(line, "\t") {
		return Fatal, line, true
	}
	return "", "", false
}

// maxPreamble bounds the lines between a crash's message and its first stack.
const maxPreamble = 200

// dumpFollows tells a program that prints "panic: " from one that dies of it.
func dumpFollows(lines [][]byte) bool {
	for _, raw := range lines[:min(len(lines), maxPreamble)] {
		line := trimEOL(raw)
		switch {
		case goroutineLine.MatchString(line), line == "runtime stack:":
			return true
		case line == "", strings.HasPrefix(line, "\t"), strings.HasPrefix(line, "["),
			strings.HasPrefix(line, "PC="), strings.HasPrefix(line, "panic: "),
			strings.HasPrefix(line, "runtime: "), strings.HasPrefix(line, "fatal error: "):
		default:
			return false
		}
	}
	return false
}

// read takes the stack of the first goroutine that runs the program's code
// (0 is the runtime's own) and returns the index of the line after the dump.
func (c *Crash) read(lines [][]byte, i int) int {
	var d dump
	for i < len(lines) && (d.line(trimEOL(lines[i])) || len(d.all) == 0) {
		i++
	}
	for _, g := range d.all {
		if g.ID == 0 {
			continue
		}
		if c.Stack, c.Created = g.Stack, g.Created; hasUser(c.Stack) {
			break
		}
	}
	return i
}

func hasUser(stack []trace.Frame) bool {
	f, ok := trace.User(stack)
	return ok && !trace.Machinery(f.Func)
}

// Origin returns the stack at the first panic: what deferred calls did later
// is above the runtime's call of panic.
func Origin(stack []trace.Frame) []trace.Frame {
	for i := len(stack) - 1; i >= 0; i-- {
		if fn := stack[i].Func; fn == "panic" || fn == "runtime.gopanic" {
			return stack[i+1:]
		}
	}
	return stack
}

// Stable replaces the addresses and goroutine numbers in a message.
func Stable(s string) string {
	return goroutineNum.ReplaceAllString(address.ReplaceAllString(s, "0x?"), "goroutine ?")
}

func trimEOL(line []byte) string { return strings.TrimRight(string(line), "\r\n") }
