package main

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A removal takes one remedy away by a change of one source file.
type removal struct {
	hazard   int
	what     string // is different then, in a few words
	file     string
	old, new string
	tests    []string // some of these must fail: functions, or programs as TestHazards/TestPass
}

// bystander is the test that must pass in any case.
const bystander = "TestHazards/TestPass"

// apply returns text without the remedy.
func (r *removal) apply(text string) (string, error) {
	if n := strings.Count(text, r.old); n != 1 {
		return "", fmt.Errorf("%s has %q %d times, want once; fix racekit/internal/tools/remedies/removals.go", r.file, r.old, n)
	}
	return strings.Replace(text, r.old, r.new, 1), nil
}

// pattern is what go test -run calls the tests.
func pattern(tests []string) string {
	var all []string
	for _, t := range tests {
		all = append(all, "^"+strings.ReplaceAll(t, "/", "$/^")+"$")
	}
	return strings.Join(all, "|")
}

var passes = regexp.MustCompile(`(?m)^\s*--- PASS: (Test\w+/\w+|Test\w+ )`)

// passed returns the tests that passed, by the output of go test -v: functions
// and programs, not what is below those.
func passed(out string) []string {
	var tests []string
	for _, m := range passes.FindAllStringSubmatch(out, -1) {
		tests = append(tests, strings.TrimSpace(m[1]))
	}
	// The function around a program is not meant.
	return slices.DeleteFunc(tests, func(t string) bool {
		return slices.ContainsFunc(tests, func(o string) bool { return strings.HasPrefix(o, t+"/") })
	})
}

// failed returns those of r's tests that did not pass: one that hangs, or ends its
// process, has no result at all.
func (r *removal) failed(passed []string) []string {
	var out []string
	for _, t := range r.tests {
		if !slices.Contains(passed, t) {
			out = append(out, path.Base(t))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
