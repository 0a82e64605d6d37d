package racekit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestLinearizableMistakes(t *testing.T) {
	t.Parallel()
	t.Run("ordinary", func(t *testing.T) { mistakes(t, "go", os.Environ()) })
	t.Run("controlled", func(t *testing.T) {
		goCommand, env := controlledEnv(t)
		mistakes(t, goCommand, env)
	})
}

// mistakes says the same under both engines.
func mistakes(t *testing.T, goCommand string, env []string) {
	t.Helper()
	said := goTestIn(t, "linear", goCommand, env, "-short", "-run", "^Test(NilConstructor|Silent|Channels|Dice|Panicky|Nested|NoSuchMethod|NoPrograms|Model|ChannelsGiven|DiceObserved)$")
	const file = "mistakes_test.go:"
	check(t, said, []saying{
		{"no constructor", "TestNilConstructor", []string{file, "the constructor is nil; pass a function", "--- FAIL"}},
		{"nothing to call", "TestSilent", []string{file, "*linear.silent has no exported methods to call", "--- FAIL"}},
		{"an argument that cannot be made", "TestChannels", []string{file, "argument 1 of linear.channels.Into cannot be generated", "linearizable.Gen(func(*rapid.T) chan int {...})", "linearizable.Without(\"Into\")"}},
		{"a method that is random", "TestDice", []string{file, "*linear.dice.Roll gives different results in equal sequential runs", "linearizable.Without(\"Roll\")", "--- FAIL"}},
		{"a model that panics", "TestPanicky", []string{file, "not linearizable", `would give panic: "the model has no room", but it gave nothing`}},
		{"inside another exploration", "TestNested", []string{"linearizable.Test is called inside the body of racekit.Test"}},
		{"an option for another type", "TestNoSuchMethod", []string{file, "*linear.Stack has no method Peek, which an option names; it has Pop, Push"}},
		{"an option that makes no sense", "TestNoPrograms", []string{"linearizable.Programs(0): want at least 1"}},
		{"another type as the model", "TestModel", []string{"nothing wrong", "--- PASS"}},
		{"a generator", "TestChannelsGiven", []string{"nothing wrong", "--- PASS"}},
		{"only a part of the result counts", "TestDiceObserved", []string{"nothing wrong", "--- PASS"}},
	})
}

func TestLinearizablePicture(t *testing.T) {
	t.Parallel()
	goCommand, env := controlledEnv(t)
	said := goTestIn(t, "linear", goCommand, env, "-run", "^TestPicture$")["TestPicture"]
	check(t, map[string]string{"TestPicture": said}, []saying{{"arguments from a generator", "TestPicture", []string{`Add("key") -> true`, "picture: "}}})
}

func TestLinearizableBudget(t *testing.T) {
	t.Parallel()
	goCommand, env := controlledEnv(t)
	said := goTestIn(t, "linear", goCommand, env, "-racekit.budget=1ns", "-run", "^TestStack$")
	check(t, said, []saying{{"what was left out is said", "TestStack", []string{"schedules of 1 program with", "; the budget of 1ns was not enough for 100", "--- PASS"}}})
}

var drawnNumbers = regexp.MustCompile(`draw numbers: .*`)

func TestDrawn(t *testing.T) {
	t.Parallel()
	goCommand, env := controlledEnv(t)
	run := func() map[string]string {
		return goTestIn(t, "drawn", goCommand, env, "-racekit.schedules=10", "-rapid.seed=5", "-rapid.nofailfile", "-rapid.shrinktime=1h")
	}
	said := run()
	check(t, said, []saying{
		{"what is drawn is shrunk, and so is the schedule shown", "TestWrong", []string{"draw numbers: []int{1, 101}", "the sum of [1 101] is 102, got 101", "store", "--- FAIL"}},
		{"right for all that is drawn", "TestRight", []string{"passed 100 tests", "--- PASS"}},
		{"rapid inside an execution", "TestInside", []string{"racekit: schedule ", "draw numbers: ", "--- FAIL"}},
		{"no function", "TestNil", []string{"property.Check: the function that draws is nil"}},
		{"no body", "TestNoBody", []string{"property.Check: the function that draws returns no body"}},
		{"a seed of the corpus", "FuzzSum/seed#0", []string{"racekit: nothing wrong in 10 schedules"}},
		{"a property of rapid", "FuzzProperty/seed#0", []string{"racekit: nothing wrong in 10 schedules"}},
	})
	again := run()
	for _, name := range []string{"TestWrong", "TestInside"} {
		if a, b := drawnNumbers.FindAllString(said[name], -1), drawnNumbers.FindAllString(again[name], -1); strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Errorf("%s: the same seed shrinks to %q, and then to %q", name, a, b)
		}
	}
}

// Go's fuzzer finds an input and a schedule, and the file that it writes
// repeats both.
func TestFuzz(t *testing.T) {
	t.Parallel()
	goCommand, env := controlledEnv(t)
	dir := t.TempDir()
	binary := filepath.Join(dir, "drawn.test")
	build := exec.Command(goCommand, "test", "-race", "-c", "-o", binary)
	build.Dir, build.Env = filepath.Join("..", "testdata", "drawn"), env
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(args ...string) string {
		cmd := exec.Command(binary, args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%v found nothing:\n%s", args, out)
		}
		return string(out)
	}
	fuzzed := run("-test.run=^$", "-test.fuzz=^FuzzSum$", "-test.fuzztime=20000x", "-test.fuzzcachedir="+filepath.Join(dir, "cache"))
	files, err := filepath.Glob(filepath.Join(dir, "testdata", "fuzz", "FuzzSum", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files of the fuzzer: %v, %v\n%s", files, err, fuzzed)
	}
	entry, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(entry), "uint64(") {
		t.Errorf("the file has no schedule: %v\n%s", err, entry)
	}
	if replayed := run("-test.run=^FuzzSum$/" + filepath.Base(files[0])); !strings.Contains(replayed, "the sum of") {
		t.Errorf("the file does not repeat the failure:\n%s", replayed)
	}
}
