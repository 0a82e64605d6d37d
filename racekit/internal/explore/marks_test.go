package explore

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestNever(t *testing.T) {
	full, empty := trace.Frame{Func: "p.f", File: "/p/f.go", Line: 3}, trace.Frame{Func: "p.g", File: "/p/f.go", Line: 9}
	e := &explorer{}
	e.count(0, []string{"other", SometimesMark(full, "it is full", false), SometimesMark(empty, "it is empty", false)}, true)
	e.count(1, []string{"other", SometimesMark(full, "it is full", true)}, false)
	e.Executions = 2
	if m := e.Marks[0]; m != (Mark{"other", 2, 1, 0}) {
		t.Errorf("%+v, want other twice, once in a sample, first in execution 0", m)
	}
	never := e.Never()
	if len(never) != 1 || never[0].Message != "\"it is empty\" was true in none of 2 executions: what depends on it is not tested" || never[0].Sites[0] != empty {
		t.Fatalf("%+v, want only that it is never empty, and where", never)
	}
	for _, r := range []Reason{NotRun, Whole, Endless, Interrupted} {
		if e.Reason = r; len(e.Never()) > 0 {
			t.Errorf("what did not happen counts, though the exploration ended for reason %d", r)
		}
	}
}
