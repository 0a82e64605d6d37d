package racekit_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// goTest runs tests of testdata/library and returns what is printed of each.
func goTest(t *testing.T, goCommand string, env []string, args ...string) map[string]string {
	t.Helper()
	return goTestIn(t, "library", goCommand, env, args...)
}

// goTestIn runs tests of a folder of testdata, without a limit of time unless
// env or args have one.
func goTestIn(t *testing.T, folder, goCommand string, env []string, args ...string) map[string]string {
	t.Helper()
	cmd := exec.Command(goCommand, append([]string{"test", "-race", "-count=1", "-v"}, args...)...)
	cmd.Dir, cmd.Env = filepath.Join("..", "testdata", folder), append([]string{"RACEKIT_BUDGET=0"}, env...)
	out, err := cmd.CombinedOutput()
	if err == nil && strings.Contains(string(out), "--- FAIL") {
		t.Errorf("tests failed, and go test did not")
	}
	said := map[string]string{}
	test := ""
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) > 2 && words[0] == "===" {
			test = words[2]
		}
		said[test] += line
	}
	if said[""] != "" && len(said) == 1 {
		t.Fatalf("go test %v: %v\n%s", args, err, out)
	}
	return said
}

// controlledEnv is the environment in which go test is controlled.
func controlledEnv(t *testing.T) (goCommand string, env []string) {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("control is complete on linux/amd64 only")
	}
	base, err := toolchain.Locate(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := base.CheckRace(); err != nil {
		t.Skip(err)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	tc, err := toolchain.Prepare(context.Background(), base, cache)
	if err != nil {
		t.Fatal(err)
	}
	return tc.Go(), tc.Env(os.Environ())
}

// A saying is what a test of testdata/library must print, in this order.
type saying struct {
	reason string
	test   string
	want   []string
}

func check(t *testing.T, said map[string]string, rows []saying) {
	t.Helper()
	for _, row := range rows {
		rest := said[row.test]
		for _, want := range row.want {
			i := strings.Index(rest, want)
			if i < 0 {
				t.Errorf("%s: %s does not say %q in its place:\n%s", row.reason, row.test, want, said[row.test])
				break
			}
			rest = rest[i+len(want):]
		}
	}
}

func TestControlled(t *testing.T) {
	t.Parallel()
	goCommand, env := controlledEnv(t)
	said := goTest(t, goCommand, env, "-run", "^Test", "-racekit.schedules=100", "-racekit.budget=0")
	check(t, said, []saying{
		{"a property that breaks, with the schedule and the command that explores again", "TestLost",
			[]string{"racekit: schedule ", "of 100", "n = 1, want 2", "load", "store", "run again: go test -race -run '^TestLost$' -racekit.schedules=100", "--- FAIL: TestLost"}},
		{"the second call, in a subtest whose name has a slash", "TestSecond/a/b_c", []string{"n = 1, want 2", "-run '^TestSecond$/^a$/^b_c$'"}},
		{"the first call of the same test is right", "TestSecond", []string{"nothing wrong in the only schedule"}},
		{"a race has the detector's report", "TestRace", []string{"data race: ", "TestRace.func1.1", "library_test.go:"}},
		{"right code passes, and the test is small enough to be sure", "TestRight", []string{"nothing wrong in all ", " schedules (up to commuting independent steps)", "--- PASS"}},
		{"a deadlock ends only the execution", "TestDeadlock", []string{"deadlock: ", "library_test.go:", "--- FAIL"}},
		{"a goroutine that nobody can wake", "TestLeak", []string{"goroutine leak: ", "--- FAIL"}},
		{"what is nested", "TestNested", []string{"racekit.Test is called inside the body of racekit.Test", "--- FAIL"}},
		{"what is drawn", "TestDrawn", []string{"executions in this process: true", "--- PASS"}},
		{"no body", "TestNil", []string{"racekit.Test: the body is nil"}},
		{"executions that would wait for each other", "TestParallelBody", []string{"library_test.go:", "the body calls t.Parallel", "call t.Parallel in the test, outside the body", "--- FAIL"}},
		{"an option that makes no sense", "TestOption", []string{"racekit.Schedules(0): want at least 1"}},
		{"three implementations, two of them as bad as declared", "TestCompare",
			[]string{"atomic add", "no ", "holds", "none in all ", "load, then store", "no ", "test failure", "plain", "yes", "test failure", "--- PASS"}},
		{"a race that is not there was looked for longer", "TestCompareWrong/atomic_add", []string{"a race is declared, but none was seen (all "}},
		{"an implementation that is worse than declared", "TestCompareWrong/load,_then_store",
			[]string{"there is a test failure, but it is not declared broken", "shows:", "the value is 1, want 2", "run again: "}},
		{"a race that is not declared", "TestCompareWrong/plain", []string{"there is a race, but none is declared; there is a test failure", "the value is 1"}},
		{"two of one name", "TestCompareTwice", []string{`variant 2, "one", has no name of its own`}},
		{"results with their grades, the most frequent first, and what was not seen", "TestOutcomes",
			[]string{"grade", "[0 1]", "acceptable", "interesting", "[0 0]", "0 ", "forbidden", "atomics are", "--- PASS"}},
		{"a result that nobody expected, with its schedule", "TestOutcomesForbidden",
			[]string{"forbidden", "not expected", "schedule ", "store", "the result [1 0] is not among the expected ones", "--- FAIL"}},
		{"what never holds is named with its place, what sometimes does is not", "TestSometimes",
			[]string{"library_test.go:", `: "a is two" was true in none of `, "run again: ", "--- FAIL"}},
		{"values between the steps", "TestNote", []string{"load ", "note: old = 0", "store ", "--- FAIL"}},
		{"values of many kinds", "TestNoted",
			[]string{"note: ( true )", "note: ( [a b] )", "note: ( {&0} )", "note: ( map of 1 )", "note: ( e )", "note: ( 1.5 )", "note: ( nil )", "note: ( chan int )", "note: ( 7 )"}},
		{"notes and marks order nothing", "TestNoteHidesNoRace", []string{"data race: ", "TestNoteHidesNoRace.func1.1"}},
		{"a point is where the cooperative model switches", "TestPoint", []string{"n = 1, want 2", "--- FAIL"}},
		{"a fix that is none, with the reason and the schedule", "TestScenario/not_right",
			[]string{`declared "silent / holds", measured "silent / invariant broken" in all `, "seen but not declared: invariant broken", "It is thought to be right.", "the value is 1, want 2", "run again: "}},
		{"a variant that is better than declared", "TestScenario/not_broken",
			[]string{`measured "silent / holds" in all `, "a race is declared, but none was seen; declared but not seen: invariant broken", "It is thought to race."}},
		{"fewer preemptions do", "TestScenario/too_hard", []string{"the fewest preemptions of the effect are declared as 2, but it occurs with 1"}},
		{"a declaration with holes", "TestScenarioIncomplete", []string{"scenario empty: Title is missing", "there must be a fix and something to fix"}},
		{"no switch between a load and a store without a wait", "TestCooperative", []string{"nothing wrong in ", "--- PASS"}},
	})
}

// With -artifacts a finding's execution is kept as a page.
func TestArtifacts(t *testing.T) {
	goCommand, env := controlledEnv(t)
	dir := t.TempDir()
	said := goTest(t, goCommand, env, "-run", "^TestLost$", "-artifacts", "-outputdir", dir)
	check(t, said, []saying{{"the report names the page", "TestLost", []string{"see " + dir, ".html\n", "--- FAIL"}}})
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
	controlledEnv(t)
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
	goCommand, env := controlledEnv(t)
	said := goTest(t, goCommand, env, "-run", "^TestCompareCost$", "-racekit.budget=0")
	table := said["TestCompareCost"]
	if !regexp.MustCompile(`(?m)ns/op at 1 +ns/op at 2 +ns/op at 4 +ns/op at 8$`).MatchString(table) ||
		!regexp.MustCompile(`(?m)^ +atomic add .*\) +\d+ +\d+ +\d+ +\d+$`).MatchString(table) ||
		!regexp.MustCompile(`(?m)^ +load, then store .* test failure +\d+ *$`).MatchString(table) {
		t.Errorf("want costs of the right variant and of no other:\n%s", table)
	}
}

func TestOrdinary(t *testing.T) {
	t.Parallel()
	env := append(os.Environ(), "RACEKIT_SCHEDULES=30", "RACEKIT_BUDGET=0")
	said := goTest(t, "go", env, "-run", "^Test(Race|Right|Leak|Nested|Nil|ParallelBody|Option|Compare|CompareWrong|Scenario)$")
	check(t, said, []saying{
		{"a race, and what the command can promise", "TestRace",
			[]string{"run 1 of 30 under random perturbation", "data race: ", "run again: go test -race -run '^TestRace$' -racekit.schedules=30", "repeats the perturbation, not the schedule"}},
		{"right code passes", "TestRight", []string{"nothing wrong in 30 runs under random perturbation", "--- PASS"}},
		{"what is declared right holds, the rest is not judged", "TestCompare", []string{"only the right variants were checked", "--- PASS"}},
		{"what is declared right and is not", "TestCompareWrong", []string{"data race: ", "--- FAIL"}},
		{"a race that must be reported and is not", "TestScenario/races", []string{"the race detector reported nothing in 40 runs, and a race is declared for every schedule", "It is thought to race.", "--- FAIL"}},
		{"a goroutine that is left", "TestLeak", []string{"goroutine leak: ", "--- FAIL"}},
		{"what is nested", "TestNested", []string{"racekit.Test is called inside the body of racekit.Test", "--- FAIL"}},
		{"no body", "TestNil", []string{"racekit.Test: the body is nil"}},
		{"executions that would wait for each other", "TestParallelBody", []string{"library_test.go:", "the body calls t.Parallel", "call t.Parallel in the test, outside the body", "--- FAIL"}},
		{"an option that makes no sense", "TestOption", []string{"racekit.Schedules(0): want at least 1"}},
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
		check(t, said, []saying{{row.reason, "TestRight", []string{row.want}}})
	}
}
