package property_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

var drawnNumbers = regexp.MustCompile(`draw numbers: .*`)

func TestDrawn(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	run := func() map[string]string {
		return gotest.In(t, filepath.Join("..", "..", "testdata", "drawn"), goCommand, env, "-racekit.schedules=10", "-rapid.seed=5", "-rapid.nofailfile", "-rapid.shrinktime=1h")
	}
	said := run()
	gotest.Check(t, said, []gotest.Saying{
		gotest.Says("what is drawn is shrunk, and so is the schedule shown", "TestWrong", "draw numbers: []int{1, 101}", "the sum of [1 101] is 102, got 101", "store", "--- FAIL"),
		gotest.Says("right for all that is drawn", "TestRight", "passed 100 tests", "--- PASS"),
		gotest.Says("rapid inside an execution", "TestInside", "racekit: schedule ", "draw numbers: ", "--- FAIL"),
		gotest.Says("no function", "TestNil", "property.Check: the function that draws is nil"),
		gotest.Says("no body", "TestNoBody", "property.Check: the function that draws returns no body"),
		gotest.Says("a seed of the corpus", "FuzzSum/seed#0", "racekit: nothing wrong in 10 schedules"),
		gotest.Says("a property of rapid", "FuzzProperty/seed#0", "racekit: nothing wrong in 10 schedules"),
	})
	again := run()
	for _, name := range []string{"TestWrong", "TestInside"} {
		if a, b := drawnNumbers.FindAllString(said[name], -1), drawnNumbers.FindAllString(again[name], -1); strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Errorf("%s: the same seed shrinks to %q, and then to %q", name, a, b)
		}
	}
}
