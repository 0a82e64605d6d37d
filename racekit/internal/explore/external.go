package explore

import (
	"cmp"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// External reports whether its executions waited for the system, and do not
// repeat themselves.
func (f *Found) External() bool {
	differs := f.Verdict == NotRepeated || f.Verdict == Inconsistent
	return differs && (f.Outcome.External || f.Replay.External || f.Second.External)
}

// Outside says why the executions of a finding do not repeat themselves; "" if
// that is not because they wait for the system.
func (f *Found) Outside() string {
	if !f.External() {
		return ""
	}
	what := "the system"
	switch fn := cmp.Or(waitsIn(f.Outcome.Outside), waitsIn(f.Replay.Outside), waitsIn(f.Second.Outside)); trace.Package(fn) {
	case "":
	case "net":
		what = "the network (" + fn + ")"
	default:
		what = "I/O (" + fn + ")"
	}
	return "not repeatable: goroutines wait for " + what + ", which racekit does not control"
}

// waitsIn names the function with which package net or os, or whoever asked,
// waits for I/O: the outermost of its package.
func waitsIn(stack []trace.Frame) string {
	name := ""
	for _, f := range stack {
		switch p := trace.Package(f.Func); {
		case p == "" || p == "runtime" || strings.HasPrefix(p, "internal/"):
		case name == "" || p == trace.Package(name):
			name = trace.Plain(f.Func)
		default:
			return name
		}
	}
	return name
}
