package racekit

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/explore"
)

// Shares are of what was sampled, and all else of all executions.
func TestTableOfOutcomes(t *testing.T) {
	o := observation{graded: map[string]Outcome{"a": Acceptable("a", "the first"), "b": Forbidden("b", "no"), "c": Acceptable("c", "rare")}}
	got := o.table(&explore.Result{Executions: 142, Sampled: 13, Marks: []explore.Mark{
		{Text: resultMark + "b", Times: 2, First: 141},
		{Text: resultMark + "a", Times: 140, Sampled: 4},
	}})
	const want = `result  times  sampled          first schedule  grade       why
a       140    4 of 13 (30.8%)  1               acceptable  the first
b       2      0 of 13 (0.0%)   142             forbidden   no
c       0                                       acceptable  rare`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
