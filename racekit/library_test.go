package racekit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

// goTest runs tests of testdata/library and returns what is printed of each.
func goTest(t *testing.T, goCommand string, env []string, args ...string) map[string]string {
	t.Helper()
	return gotest.In(t, filepath.Join("..", "testdata", "library"), goCommand, env, args...)
}

func TestControlled(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	said := goTest(t, goCommand, env, "-run", "^Test", "-racekit.schedules=100", "-racekit.budget=0")
	gotest.Check(t, said, []gotest.Saying{
		gotest.Says("a property that breaks, with the schedule and the command that explores again", "TestLost", "racekit: schedule ", " of ", "n = 1, want 2", "load", "store", "run again: go test -race -run '^TestLost$' -racekit.schedules=100", "--- FAIL: TestLost"),
		gotest.Says("the second call, in a subtest whose name has a slash", "TestSecond/a/b_c", "n = 1, want 2", "-run '^TestSecond$/^a$/^b_c$'"),
		gotest.Says("the first call of the same test is right", "TestSecond", "nothing wrong in the only schedule"),
		gotest.Says("a race has the detector's report", "TestRace", "data race: ", "TestRace.func1.1", "library_test.go:"),
		gotest.Says("right code passes, and the test is small enough to be sure", "TestRight", "nothing wrong in all ", " schedules (up to commuting independent steps)", "--- PASS"),
		gotest.Says("a deadlock ends only the execution", "TestDeadlock", "deadlock: ", "library_test.go:", "--- FAIL"),
		gotest.Says("a goroutine that nobody can wake", "TestLeak", "goroutine leak: ", "--- FAIL"),
		gotest.Says("what is nested", "TestNested", "racekit.Test is called inside the body of racekit.Test", "--- FAIL"),
		gotest.Says("what is drawn", "TestDrawn", "executions in this process: true", "--- PASS"),
		gotest.Says("no body", "TestNil", "racekit.Test: the body is nil"),
		gotest.Says("executions that would wait for each other", "TestParallelBody", "library_test.go:", "the body calls t.Parallel", "call t.Parallel in the test, outside the body", "--- FAIL"),
		gotest.Says("an option that makes no sense", "TestOption", "racekit.Schedules(0): want at least 1"),
		gotest.Says("three implementations, two of them as bad as declared", "TestCompare", "atomic add", "no ", "holds", "none in all ", "load, then store", "no ", "test failure", "plain", "yes", "test failure", "--- PASS"),
		gotest.Says("a race that is not there was looked for longer", "TestCompareWrong/atomic_add", "a race is declared, but none was seen (all "),
		gotest.Says("an implementation that is worse than declared", "TestCompareWrong/load,_then_store", "there is a test failure, but it is not declared broken", "shows:", "the value is 1, want 2", "run again: "),
		gotest.Says("a race that is not declared", "TestCompareWrong/plain", "there is a race, but none is declared; there is a test failure", "the value is 1"),
		gotest.Says("two of one name", "TestCompareTwice", `variant 2, "one", has no name of its own`),
		gotest.Says("results with their grades, the most frequent first, and what was not seen", "TestOutcomes", "grade", "[0 1]", "acceptable", "interesting", "[0 0]", "0 ", "forbidden", "atomics are", "--- PASS"),
		gotest.Says("a result that nobody expected, with its schedule", "TestOutcomesForbidden", "forbidden", "not expected", "schedule ", "store", "the result [1 0] is not among the expected ones", "--- FAIL"),
		gotest.Says("what never holds is named with its place, what sometimes does is not", "TestSometimes", "library_test.go:", `: "a is two" was true in none of `, "run again: ", "--- FAIL"),
		gotest.Says("values between the steps", "TestNote", "load ", "note: old = 0", "store ", "--- FAIL"),
		gotest.Says("values of many kinds", "TestNoted", "note: ( true )", "note: ( [a b] )", "note: ( {&0} )", "note: ( map of 1 )", "note: ( e )", "note: ( 1.5 )", "note: ( nil )", "note: ( chan int )", "note: ( 7 )"),
		gotest.Says("notes and marks order nothing", "TestNoteHidesNoRace", "data race: ", "TestNoteHidesNoRace.func1.1"),
		gotest.Says("a point is where the cooperative model switches", "TestPoint", "n = 1, want 2", "--- FAIL"),
		gotest.Says("a fix that is none, with the reason and the schedule", "TestScenario/not_right", `declared "silent / holds", measured "silent / invariant broken" in all `, "seen but not declared: invariant broken", "It is thought to be right.", "the value is 1, want 2", "run again: "),
		gotest.Says("a variant that is better than declared", "TestScenario/not_broken", `measured "silent / holds" in all `, "a race is declared, but none was seen; declared but not seen: invariant broken", "It is thought to race."),
		gotest.Says("fewer preemptions do", "TestScenario/too_hard", "the fewest preemptions of the effect are declared as 2, but it occurs with 1"),
		gotest.Says("a declaration with holes", "TestScenarioIncomplete", "scenario empty: Title is missing", "there must be a fix and something to fix"),
		gotest.Says("no switch between a load and a store without a wait", "TestCooperative", "nothing wrong in ", "--- PASS"),
	})
}

// With -artifacts a finding's execution is kept as a page.
func TestArtifacts(t *testing.T) {
	goCommand, env := gotest.Controlled(t)
	dir := t.TempDir()
	said := goTest(t, goCommand, env, "-run", "^TestLost$", "-artifacts", "-outputdir", dir)
	gotest.Check(t, said, []gotest.Saying{gotest.Says("the report names the page", "TestLost", "see "+dir, ".html\n", "--- FAIL")})
	pages, err := filepath.Glob(filepath.Join(dir, "_artifacts", "*", "racekit-*.html"))
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if text, err := os.ReadFile(pages[0]); err != nil || !strings.Contains(string(text), "<title>TestLost: test failure</title>") {
		t.Errorf("%v, %d bytes", err, len(text))
	}
}

// In racekit test a body is part of each execution, and what holds many
// executions explores by itself, with what the user has asked for.
func TestRacekitTest(t *testing.T) {
	gotest.Controlled(t)
	var out, errs strings.Builder
	code := command.Run(t.Context(), frame.Streams{Out: &out, Err: &errs}, []string{"test", "-norecord", "-n=60", "-budget=0",
		"-run=^Test(Right|Sometimes|CompareWrong|Second)$", filepath.Join("..", "testdata", "library")})
	if code != 1 {
		t.Errorf("exit code %d, want 1: there are findings\n%s", code, errs.String())
	}
	rest := out.String()
	for _, want := range []string{
		"--- FAIL: TestSecond/a/b_c (schedule ", "n = 1, want 2",
		"--- FAIL: TestSometimes", `never happened: "a is two" was true in none of `, "library_test.go:",
		"--- FAIL: TestCompareWrong (", "atomic add: a race is declared, but none was seen", "-racekit.schedules=60",
		"FAIL\tgithub.com/racekit/toolkit/testdata/library",
	} {
		i := strings.Index(rest, want)
		if i < 0 {
			t.Fatalf("%q is not said in its place:\n%s", want, out.String())
		}
		rest = rest[i+len(want):]
	}
}

// Costs are those of a process that is neither controlled nor has the detector.
func TestCost(t *testing.T) {
	goCommand, env := gotest.Controlled(t)
	said := goTest(t, goCommand, env, "-run", "^TestCompareCost$", "-racekit.budget=0")
	table := said["TestCompareCost"]
	if !regexp.MustCompile(`(?m)ns/op at 1 +ns/op at 2 +ns/op at 4 +ns/op at 8$`).MatchString(table) ||
		!regexp.MustCompile(`(?m)^ +atomic add .*executions +\d+ +\d+ +\d+ +\d+$`).MatchString(table) ||
		!regexp.MustCompile(`(?m)^ +load, then store .* test failure +\d+ *$`).MatchString(table) {
		t.Errorf("want costs of the right variant and of no other:\n%s", table)
	}
}

func TestOrdinary(t *testing.T) {
	t.Parallel()
	env := append(os.Environ(), "RACEKIT_SCHEDULES=30", "RACEKIT_BUDGET=0")
	said := goTest(t, "go", env, "-run", "^Test(Race|Right|Leak|Nested|Nil|ParallelBody|Option|Compare|CompareWrong|Scenario)$")
	gotest.Check(t, said, []gotest.Saying{
		gotest.Says("a race, and what the command can promise", "TestRace", "run 1 of 30 under random perturbation", "data race: ", "run again: go test -race -run '^TestRace$' -racekit.schedules=30", "repeats the perturbation, not the schedule"),
		gotest.Says("right code passes", "TestRight", "nothing wrong in 30 runs under random perturbation", "--- PASS"),
		gotest.Says("what is declared right holds, the rest is not judged", "TestCompare", "only the right variants were checked", "--- PASS"),
		gotest.Says("what is declared right and is not", "TestCompareWrong", "data race: ", "--- FAIL"),
		gotest.Says("a race that must be reported and is not", "TestScenario/races", "the race detector reported nothing in 40 runs, and a race is declared for every schedule", "It is thought to race.", "--- FAIL"),
		gotest.Says("a goroutine that is left", "TestLeak", "goroutine leak: ", "--- FAIL"),
		gotest.Says("what is nested", "TestNested", "racekit.Test is called inside the body of racekit.Test", "--- FAIL"),
		gotest.Says("no body", "TestNil", "racekit.Test: the body is nil"),
		gotest.Says("executions that would wait for each other", "TestParallelBody", "library_test.go:", "the body calls t.Parallel", "call t.Parallel in the test, outside the body", "--- FAIL"),
		gotest.Says("an option that makes no sense", "TestOption", "racekit.Schedules(0): want at least 1"),
	})
}

func TestBadSetting(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ reason, variable, want string }{
		{"the message names variable and value", "RACEKIT_SCHEDULES=many", `racekit: RACEKIT_SCHEDULES="many": want a number, at least 1`},
		{"a duration without a unit", "RACEKIT_BUDGET=10", `RACEKIT_BUDGET="10": want a duration with a unit, as in 5s or 2m`},
		{"the strategies are named", "RACEKIT_STRATEGY=luck", `RACEKIT_STRATEGY="luck": the strategies are mix, walk`},
		{"the models are named", "RACEKIT_MODEL=relaxed", `RACEKIT_MODEL="relaxed": want preemptive or cooperative`},
		{"the leaks are named", "RACEKIT_LEAKS=some", `RACEKIT_LEAKS="some": want all, new or off`},
		{"the clocks are named", "RACEKIT_TIME=fake", `RACEKIT_TIME="fake": want virtual or early or real`},
		{"a seed is not negative", "RACEKIT_SEED=-1", `RACEKIT_SEED="-1": want a number`},
	} {
		said := goTest(t, "go", append(os.Environ(), row.variable), "-run", "^TestRight$")
		gotest.Check(t, said, []gotest.Saying{gotest.Says(row.reason, "TestRight", row.want)})
	}
}
