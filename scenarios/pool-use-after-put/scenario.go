package pooluseafterput

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var aliased = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "pool-use-after-put",
	Title:    "sync.Pool use after Put",
	Class:    "data race by aliasing",
	Priority: 1,
	Level:    3,
	Property: "nobody sees the bytes of another's request",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 3}, {Name: "requests", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "requests"},
	Variants: []scenario.Variant{
		{Name: "Put(buf); use buf.Bytes()", Kind: scenario.Bug, Sync: scenario.Pool, Code: "newPool render renderPut", Want: aliased,
			Why:  "After Put the bytes belong to whoever gets the buffer next.",
			Body: serves(renderPut)},

		{Name: "copy before Put", Kind: scenario.Fix, Sync: scenario.Copy, Code: "newPool render renderCopy",
			Why:  "The page has bytes of its own, and the buffer is not used after Put.",
			Body: serves(renderCopy)},

		{Name: "Reset() after Get", Kind: scenario.Wrong, Sync: scenario.Pool, Code: "newPool render renderReset", Want: aliased,
			Why:  "It empties what the last user left, and the last user still reads it.",
			Body: serves(renderReset)},
	},
}

// send returns what arrives of a page that is sent byte by byte.
func send(page []byte) string {
	var out strings.Builder
	for _, b := range page {
		out.WriteByte(b)
	}
	return out.String()
}

// serves renders pages for several users at a time.
func serves(page render) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		pool := newPool()
		var wg sync.WaitGroup
		for user := range w.Int("goroutines") {
			wg.Go(func() {
				for range w.Int("requests") {
					if got, want := send(page(pool, user)), "user "+strconv.Itoa(user); got != want {
						t.Errorf("the page of user %d is %q", user, got)
					}
				}
			})
		}
		wg.Wait()
	}
}
