package main

import (
	"fmt"
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
	pkg      string   // where they are, if not in package oracle
}

// bystander is the test that must pass in any case.
const bystander = "TestHazards/TestPass"

// apply returns text without the remedy.
func (r *removal) apply(text string) (string, error) {
	if n := strings.Count(text, r.old); n != 1 {
		return "", fmt.Errorf("%s has %q %d times, want once; mend racekit/internal/remedies/removals.go", r.file, r.old, n)
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

var outcome = regexp.MustCompile(`(?m)^\s*--- (PASS|FAIL|SKIP): (\S+)`)

// verdict returns which of tests failed, by the output of go test -v. A test that
// neither failed nor passed ended its process or was cut off.
func verdict(out string, tests []string) (failed []string, err error) {
	results := map[string]string{}
	for _, m := range outcome.FindAllStringSubmatch(out, -1) {
		results[m[2]] = m[1]
	}
	if results[bystander] != "PASS" {
		return nil, fmt.Errorf("%s does not pass:\n%s", bystander, out[max(len(out)-4000, 0):])
	}
	for _, t := range tests {
		if r := results[t]; r == "FAIL" || r == "" {
			failed = append(failed, t[strings.LastIndex(t, "/")+1:])
		}
	}
	slices.Sort(failed)
	return slices.Compact(failed), nil
}
