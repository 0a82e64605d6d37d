package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A verdict is how a test or subtest ended, in the words of go test.
type verdict struct {
	Name    string
	Action  string // pass, fail or skip
	Elapsed time.Duration
	Depth   int // 0 is the test itself
}

// verdicts returns how the test ended and then its subtests, each after the one
// that it is part of. Subtests are those of the default schedule, and those that
// findings are about. One has failed if a finding says so that counts.
func (x *exploration) verdicts() []verdict {
	failed := map[string]bool{}
	var names, skipped []string
	for _, t := range x.Tests {
		names = append(names, t.Name)
		if t.Skipped {
			skipped = append(skipped, t.Name)
		}
	}
	for i := range x.Findings {
		f := &x.Findings[i]
		involved := f.involved()
		names = append(names, involved...)
		for _, name := range involved {
			failed[name] = failed[name] || f.Accepted == ""
		}
	}
	out := nested(x.Test, names)
	for i := range out {
		switch name := out[i].Name; {
		case i == 0:
			out[i].Action, out[i].Elapsed = x.action(), x.Elapsed
		case failed[name]:
			out[i].Action = "fail"
		case slices.Contains(skipped, name):
			out[i].Action = "skip"
		default:
			out[i].Action = "pass"
		}
	}
	return out
}

// involved returns the tests and subtests that a finding makes fail: the one
// that it belongs to, those around it, and those that its execution marked as
// failed.
func (f *found) involved() []string {
	out := []string{f.Test}
	if f.Trace == nil {
		return out
	}
	for _, t := range f.Trace.Tests {
		if t.Failed || strings.HasPrefix(f.Test, t.Name+"/") {
			out = append(out, t.Name)
		}
	}
	return out
}

// nested puts subtests behind the test of which they are part, in the order in
// which they are first named.
func nested(test string, names []string) []verdict {
	known := map[string]bool{test: true}
	var subtests []string
	for _, name := range names {
		if !known[name] && strings.HasPrefix(name, test+"/") {
			known[name] = true
			subtests = append(subtests, name)
		}
	}
	children := map[string][]string{}
	for _, name := range subtests {
		// The name of a subtest may have slashes of its own.
		parent := name[:strings.LastIndexByte(name, '/')]
		for !known[parent] {
			parent = parent[:strings.LastIndexByte(parent, '/')]
		}
		children[parent] = append(children[parent], name)
	}
	var out []verdict
	var walk func(name string, depth int)
	walk = func(name string, depth int) {
		out = append(out, verdict{Name: name, Depth: depth})
		for _, c := range children[name] {
			walk(c, depth+1)
		}
	}
	walk(test, 0)
	return out
}

// ownTests are the test and subtests of an execution; nil if they are unknown.
func ownTests(tr *trace.Trace) []trace.Test {
	if tr == nil {
		return nil
	}
	return tr.Tests
}

// runLines writes, for -v, that the subtests run.
func runLines(w io.Writer, all []verdict) {
	for _, v := range all[1:] {
		fmt.Fprintf(w, "=== RUN   %s\n", v.Name)
	}
}

// resultLines writes how the subtests ended, as go test -v does, but for those
// of which a finding has printed it.
func resultLines(w io.Writer, all []verdict, findings []found) {
	var printed []string
	for i := range findings {
		if f := &findings[i]; f.Constant() && f.Accepted == "" {
			printed = append(printed, f.involved()...)
		}
	}
	for _, v := range all[1:] {
		if slices.Contains(printed, v.Name) {
			continue
		}
		fmt.Fprintf(w, "%s--- %s: %s (%.2fs)\n", strings.Repeat("    ", v.Depth), strings.ToUpper(v.Action), v.Name, v.Elapsed.Seconds())
	}
}
