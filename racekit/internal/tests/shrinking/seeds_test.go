package shrinking

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

const (
	seedsLong     = 6   // of each variant, with RACEKIT_LONG=1
	seedSchedules = 300 // in which a finding is looked for
	seedSteps     = 20_000
	seedSearch    = 3000 // executions in which a search may show that fewer preemptions do not do
)

// fewSeeds are the variants of an ordinary run.
var fewSeeds = []string{"lost-update/plain n++", "lost-update/atomic Load then Store", "abba/RWMutex RLock both in opposite order + writers each", "double-close/", "torn-read/", "semaphore-tokens/"}

// A harvest counts what became of failing seeds.
type harvest struct {
	sync.Mutex
	variants, findings, unseen, minimal, undecided int
	preemptions                                    map[int]int
	slowest                                        time.Duration
}

// TestSeeds shrinks failing schedules of the scenarios' wrong variants. The
// result replays to the same finding in a new process, and a search that does not
// know how it was shrunk finds none with fewer preemptions.
func TestSeeds(t *testing.T) {
	base := lab.Build(t, "seeds")
	seeds := 1
	long := os.Getenv("RACEKIT_LONG") != ""
	if long {
		seeds = seedsLong
	}
	sum := &harvest{preemptions: map[int]int{}}
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	few := map[string]bool{}
	for _, s := range scenarios.All {
		for _, v := range s.Variants {
			name := s.ID + "/" + v.Name
			at := slices.IndexFunc(fewSeeds, func(p string) bool { return strings.HasPrefix(name, p) })
			if v.Body == nil || v.Kind == scenario.Fix || !long && (at < 0 || few[fewSeeds[at]]) {
				continue
			}
			if !long {
				few[fewSeeds[at]] = true
			}
			sum.variants++
			group.Go(func() error {
				c := base
				c.Env = append(os.Environ(), "SEEDS_VARIANT="+name)
				p := execution.NewPool(c, 1)
				defer p.Close()
				for seed := range seeds {
					if err := sum.seed(t.Context(), p, uint64(seed+1)); err != nil {
						t.Errorf("%s, seed %d: %v", name, seed+1, err)
					}
				}
				return nil
			})
		}
	}
	group.Wait()
	t.Logf("%d failing seeds of %d variants (%d seeds show nothing in %d schedules): preemptions left %v; no schedule with fewer shows the finding: %d by search, %d too many to say; slowest %v",
		sum.findings, sum.variants, sum.unseen, seedSchedules, sum.preemptions, sum.minimal, sum.undecided, sum.slowest)
	if !long && sum.variants != len(fewSeeds) {
		t.Errorf("%d variants are tried, want one for each of %q", sum.variants, fewSeeds)
	}
}

// seed shrinks the first finding of a seed.
func (s *harvest) seed(ctx context.Context, p *execution.Pool, seed uint64) error {
	spec := execution.Spec{Test: "TestVariant", Seed: seed, Leaks: true, MaxSteps: seedSteps}
	found, err := explore.Explore(ctx, p, explore.Config{Base: spec, N: seedSchedules}, nil)
	if err != nil {
		return err
	}
	if len(found.Findings) == 0 {
		s.Lock()
		s.unseen++
		s.Unlock()
		return nil
	}
	f := found.Findings[0]
	if f.Verdict != explore.Replayable {
		return fmt.Errorf("the %s %s: %s", f.Kind, f.Verdict, f.Cause)
	}
	begin := time.Now()
	r, err := shrink.Shrink(ctx, p, f.Spec, f.Outcome, f.Identity, shrink.Config{Time: time.Hour})
	took := time.Since(begin)
	if err != nil {
		return fmt.Errorf("the %s was not shrunk: %w", f.Kind, err)
	}
	again, err := p.Fresh(ctx, r.Spec)
	if err != nil {
		return err
	}
	shows := func(o execution.Outcome) bool {
		return slices.ContainsFunc(explore.FromOutcome(o), func(g finding.Finding) bool { return finding.Identity(g) == f.Identity })
	}
	if again.DivergedAt > 0 || again.Hash != r.Outcome.Hash || !shows(again) {
		return fmt.Errorf("the %s does not replay when shrunk (%s): %s", f.Kind, r.Note, lab.Tell(&again))
	}
	n := len(r.Why.Switches)
	least, decided := n == 0, true
	if n > 0 {
		spec.Sites = f.Spec.Sites
		b, err := exhaust.Search(ctx, p, spec, exhaust.Limits{Bound: n - 1, Executions: seedSearch})
		if err != nil {
			return err
		}
		least = !slices.ContainsFunc(b.Found, func(x exhaust.Finding) bool { return x.Outcome.Switches < n && shows(x.Outcome) })
		decided = b.Extent == exhaust.Bounded && b.Bound == n-1 && b.Why == ""
	}
	s.Lock()
	defer s.Unlock()
	s.findings++
	s.preemptions[n]++
	s.slowest = max(s.slowest, took)
	switch {
	case !least:
		return fmt.Errorf("the %s has %d preemptions when shrunk, and there is a schedule with fewer (shrinking says that it is minimal: %v, %s)", f.Kind, n, r.Why.Minimal, r.Note)
	case decided:
		s.minimal++
	default:
		s.undecided++
	}
	return nil
}
