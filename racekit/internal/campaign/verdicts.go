package campaign

import (
	"slices"
	"strings"
	"time"
)

// A Verdict is how a test or subtest ended, in the words of go test.
type Verdict struct {
	Name    string
	Action  string // pass, fail or skip
	Elapsed time.Duration
	Depth   int // 0 is the test itself
}

// Verdicts returns how the test ended and then its subtests, each after the one
// that it is part of. Subtests are those of the default schedule, and those that
// findings are about. One has failed if a finding says so that counts.
func (r *Result) Verdicts() []Verdict {
	failed := map[string]bool{}
	var names, skipped []string
	for _, t := range r.Tests {
		names = append(names, t.Name)
		if t.Skipped {
			skipped = append(skipped, t.Name)
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		involved := f.Involved()
		names = append(names, involved...)
		for _, name := range involved {
			failed[name] = failed[name] || f.Accepted == ""
		}
	}
	out := Nested(r.Test, names)
	for i := range out {
		switch name := out[i].Name; {
		case i == 0:
			out[i].Action, out[i].Elapsed = r.Action(), r.Elapsed
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

// Involved returns the tests and subtests that a finding makes fail: the one
// that it belongs to, those around it, and those that its execution marked as
// failed.
func (f *Finding) Involved() []string {
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

// Nested puts subtests behind the test of which they are part, in the order in
// which they are first named.
func Nested(test string, names []string) []Verdict {
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
	var out []Verdict
	var walk func(name string, depth int)
	walk = func(name string, depth int) {
		out = append(out, Verdict{Name: name, Depth: depth})
		for _, c := range children[name] {
			walk(c, depth+1)
		}
	}
	walk(test, 0)
	return out
}
