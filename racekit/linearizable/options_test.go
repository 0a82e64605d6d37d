package linearizable_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

func TestLinearizableMistakes(t *testing.T) {
	t.Parallel()
	t.Run("ordinary", func(t *testing.T) { mistakes(t, "go", os.Environ()) })
	t.Run("controlled", func(t *testing.T) {
		goCommand, env := gotest.Controlled(t)
		mistakes(t, goCommand, env)
	})
}

// mistakes says the same under both engines.
func mistakes(t *testing.T, goCommand string, env []string) {
	t.Helper()
	said := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), goCommand, env, "-short", "-run", "^Test(NilConstructor|Silent|Channels|Dice|Panicky|Nested|NoSuchMethod|NoPrograms|Model|ChannelsGiven|DiceObserved)$")
	const file = "mistakes_test.go:"
	gotest.Check(t, said, []gotest.Saying{
		gotest.Says("no constructor", "TestNilConstructor", file, "the constructor is nil; pass a function", "--- FAIL"),
		gotest.Says("nothing to call", "TestSilent", file, "*linear.silent has no exported methods to call", "--- FAIL"),
		gotest.Says("an argument that cannot be made", "TestChannels", file, "argument 1 of linear.channels.Into cannot be generated", "linearizable.Gen(func(*rapid.T) chan int {...})", "linearizable.Without(\"Into\")"),
		gotest.Says("a method that is random", "TestDice", file, "*linear.dice.Roll gives different results in equal sequential runs", "linearizable.Without(\"Roll\")", "--- FAIL"),
		gotest.Says("a model that panics", "TestPanicky", file, "not linearizable", `would give panic: "the model has no room", but it gave nothing`),
		gotest.Says("inside another exploration", "TestNested", "linearizable.Test is called inside the body of racekit.Test"),
		gotest.Says("an option for another type", "TestNoSuchMethod", file, "*linear.Stack has no method Peek, which an option names; it has Pop, Push"),
		gotest.Says("an option that makes no sense", "TestNoPrograms", "linearizable.Programs(0): want at least 1"),
		gotest.Says("another type as the model", "TestModel", "nothing wrong", "--- PASS"),
		gotest.Says("a generator", "TestChannelsGiven", "nothing wrong", "--- PASS"),
		gotest.Says("only a part of the result counts", "TestDiceObserved", "nothing wrong", "--- PASS"),
	})
}

func TestLinearizablePicture(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	said := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), goCommand, env, "-run", "^TestPicture$")["TestPicture"]
	gotest.Check(t, map[string]string{"TestPicture": said}, []gotest.Saying{gotest.Says("arguments from a generator", "TestPicture", `Add("key") -> true`, "picture: ")})
}

func TestLinearizableBudget(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	said := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), goCommand, env, "-racekit.budget=1ns", "-run", "^TestStack$")
	gotest.Check(t, said, []gotest.Saying{gotest.Says("what was left out is said", "TestStack", "schedules of 1 program with", "; the budget of 1ns was not enough for 100", "--- PASS")})
}
