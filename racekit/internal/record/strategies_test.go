package record

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/explore"
)

// Whatever strategy shows a finding, its record has a word for it that means
// this strategy alone.
func TestEveryStrategyHasAWord(t *testing.T) {
	words := map[string]bool{}
	for kind, word := range kindNames {
		if word == "" || words[word] {
			t.Errorf("strategy %d has the word %q, which is empty or another's", kind, word)
		}
		words[word] = true
	}
	for _, name := range explore.StrategyNames() {
		mixture, err := explore.Strategy(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range mixture {
			for i := 1; i <= 40; i++ {
				if kind := c.At(i).Kind; kindNames[kind] == "" {
					t.Errorf("-strategy=%s: strategy %d of execution %d has no word for a record", name, kind, i)
				}
			}
		}
	}
}
