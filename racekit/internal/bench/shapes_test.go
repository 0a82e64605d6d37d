package bench

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

var write = flag.Bool("write", false, "write docs/bench-shapes.md: go test -run TestShapes ./racekit/internal/bench -write -timeout 1h")

const (
	shapeSeeds  = 20
	shapeBudget = 10_000
)

// shapes are the programs of DESIGN.md section 7 with the means of Shuttle; 0
// is never.
var shapes = []struct {
	test, name       string
	random, pct, urw float64
}{
	{"TestLostUpdate", "lost update", 2.9, 3.8, 1.8},
	{"TestABBA", "AB-BA deadlock", 2.9, 4.7, 2.0},
	{"TestTwoCriticalSections", "two critical sections", 2.5, 2.8, 1.9},
	{"TestReorder3", "reorder_3", 30, 26, 6.3},
	{"TestReorder5", "reorder_5", 287, 65, 12.8},
	{"TestReorder10", "reorder_10", 0, 558, 22.9},
	{"TestReorder20", "reorder_20", 0, 3030, 67},
	{"TestTwoStage1", "twostage_1", 2.8, 4.4, 4.0},
	{"TestTwoStage20", "twostage_20", 2368, 840, 10.6},
	{"TestDeep25", "deep25", 0, 1.0, 9.9},
}

var columns = []struct {
	name    string
	configs []sched.Config
}{
	{"walk", []sched.Config{{Kind: sched.RandomWalk}}},
	{"pct", []sched.Config{{Kind: sched.PCT}}},
	{"delay", []sched.Config{{Kind: sched.Delay}}},
	{"pos", []sched.Config{{Kind: sched.POS}}},
	{"urw", []sched.Config{{Kind: sched.URW}}},
	{"surw", []sched.Config{{Kind: sched.SURW}}},
	{"mix", explore.Mix()},
}

// A score is what a strategy needs for one shape.
type score struct {
	schedules []float64 // to the first finding, per seed that had one
	seeds     int
}

func (s score) mean() float64 {
	sum := 0.0
	for _, x := range s.schedules {
		sum += x
	}
	return sum / float64(max(1, len(s.schedules)))
}

// half is half the width of the 95 % interval of the mean.
func (s score) half() float64 {
	n, m, sum := float64(len(s.schedules)), s.mean(), 0.0
	if n < 2 {
		return 0
	}
	for _, x := range s.schedules {
		sum += (x - m) * (x - m)
	}
	return 2.09 * math.Sqrt(sum/(n-1)/n) // Student's t, 19 degrees of freedom
}

func (s score) String() string {
	switch {
	case len(s.schedules) == 0:
		return "never"
	case len(s.schedules) < s.seeds:
		return fmt.Sprintf("%.0f (%d of %d)", s.mean(), len(s.schedules), s.seeds)
	}
	return fmt.Sprintf("%s ± %s", number(s.mean()), number(s.half()))
}

func number(x float64) string {
	if x < 100 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// TestShapes finds every shape with the default mix; with -write it measures
// all strategies and writes the table.
func TestShapes(t *testing.T) {
	pool := shapesPool(t)
	if !*write {
		for _, s := range shapes {
			if got := measure(t, pool, s.test, explore.Mix(), 2, shapeBudget); len(got.schedules) != 2 {
				t.Errorf("%s: the default mix found it with %d of 2 seeds in %d schedules", s.name, len(got.schedules), shapeBudget)
			}
		}
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Schedules to the first bug\n\nMean over %d seeds and its 95 %% interval, budget %d schedules per seed, `-race` on. Where not all seeds find it, the mean is of those that do, \"(n of %d)\"; where the first three do not, it says never.\n", shapeSeeds, shapeBudget, shapeSeeds)
	b.WriteString("The shapes are those of DESIGN.md section 7, whose figures of Shuttle are the last three columns.\nThe default schedule, which comes first, is not counted. The ratios are to the best of Shuttle's: of the best single strategy, and of the default mix.\n`go test -run TestShapes ./racekit/internal/bench -write -timeout 1h` writes this page.\n\n| shape |")
	for _, c := range columns {
		fmt.Fprintf(&b, " %s |", c.name)
	}
	b.WriteString(" Shuttle random | PCT d=3 | URW | best ratio | mix ratio |\n|---|" + strings.Repeat("---|", len(columns)+5) + "\n")
	for _, s := range shapes {
		fmt.Fprintf(&b, "| %s |", s.name)
		best := 0.0
		var mix score
		for _, c := range columns {
			got := measure(t, pool, s.test, c.configs, shapeSeeds, shapeBudget)
			t.Logf("%s, %s: %s", s.name, c.name, got)
			fmt.Fprintf(&b, " %s |", got)
			if c.name == "mix" {
				mix = got
			} else if m := got.mean(); len(got.schedules) == shapeSeeds && (best == 0 || m < best) {
				best = m
			}
		}
		rival := s.urw // finds all of them
		for _, x := range []float64{s.random, s.pct} {
			if x > 0 && x < rival {
				rival = x
			}
		}
		fmt.Fprintf(&b, " %s | %s | %s | %.1f | %.1f |\n", shuttle(s.random), shuttle(s.pct), shuttle(s.urw), best/rival, mix.mean()/rival)
	}
	if err := replace(filepath.Join("..", "..", "..", "docs", "bench-shapes.md"), b.String()); err != nil {
		t.Fatal(err)
	}
}

func shuttle(x float64) string {
	if x == 0 {
		return "never"
	}
	return number(x)
}

// measure explores test with each seed until the first finding. The pool
// serves one exploration at a time.
func measure(t *testing.T, pool execution.Laboratory, test string, strategies []sched.Config, seeds, budget int) score {
	t.Helper()
	s := score{seeds: seeds}
	for seed := range seeds {
		cfg := explore.Config{Base: execution.Spec{Test: test, Seed: uint64(seed + 1)}, N: budget + 1, Strategies: strategies, Parallel: 2}
		res, err := explore.Explore(t.Context(), pool, cfg, nil)
		switch {
		case err != nil:
			t.Fatal(err)
		case len(res.Findings) > 0:
			f := res.Findings[0]
			if f.Verdict != explore.Replayable {
				t.Errorf("%s, seed %d: %v found at %d: %v", test, seed+1, f.Strategy, f.Outcome.Index, f.Verdict)
			}
			s.schedules = append(s.schedules, float64(max(1, f.Outcome.Index)))
		}
		if seed == 2 && len(s.schedules) == 0 {
			s.seeds = 3 // hopeless: three seeds are enough to say so
			break
		}
	}
	return s
}

// shapesPool builds the shapes and returns workers for them.
func shapesPool(t *testing.T) *execution.Pool {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("control is complete on linux/amd64 only")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	ctx := context.Background()
	base, err := toolchain.Locate(ctx, ".")
	if err != nil {
		t.Skip(err)
	}
	if err := base.CheckRace(); err != nil {
		t.Skip(err)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	tc, err := toolchain.Prepare(ctx, base, cache)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "shapes.test")
	cmd := exec.Command(tc.Go(), "test", "-c", "-race", "-vet=off", "-o", out)
	cmd.Dir, cmd.Env = filepath.Join("..", "..", "..", "testdata", "shapes"), tc.Env(os.Environ())
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the shapes: %v\n%s", err, bytes.TrimSpace(text))
	}
	pool := execution.NewPool(execution.Command{Path: out, Dir: cmd.Dir, Package: "github.com/racekit/toolkit/testdata/shapes"}, 2)
	t.Cleanup(pool.Close)
	return pool
}

// replace writes a file at once.
func replace(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	tmp := name + ".tmp"
	if err := os.WriteFile(tmp, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}
