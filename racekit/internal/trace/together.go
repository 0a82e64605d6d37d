package trace

import "strings"

// Tests that call T.Parallel may run together, as in go test. One name stands for
// them: those of the tests, in their order, with this between them, which is part
// of no name of a top-level test.
const between = "+"

// Parallel is what reports call such tests.
const Parallel = "parallel tests"

// Together returns the name for tests that run together.
func Together(tests []string) string { return strings.Join(tests, between) }

// Members returns the top-level tests that a name stands for: itself, if it is that
// of one test or of a subtest.
func Members(test string) []string {
	if strings.Contains(test, "/") {
		return []string{test}
	}
	return strings.Split(test, between)
}

// Label returns what reports call a test.
func Label(test string) string {
	if len(Members(test)) > 1 {
		return Parallel
	}
	return test
}
