package sched

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var configs = []Config{{Kind: FIFO}, {Kind: LIFO}, {Kind: RandomWalk}, {Kind: PCT}, {Kind: PCT, Depth: 1}, {Kind: PCT, Depth: 4, Steps: 20},
	{Kind: Delay}, {Kind: Delay, Depth: 4, Steps: 20}, {Kind: POS}, {Kind: URW}, {Kind: SURW}}

// Whatever the strategy, a schedule is an interleaving of the tasks, and the
// same seed gives the same one.
func TestEveryStrategyIsDeterministicAndComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := program(rapid.SliceOfN(rapid.IntRange(1, 6), 1, 8).Draw(t, "steps"))
		o := Options{Config: rapid.SampledFrom(configs).Draw(t, "config"), Seed: rapid.Uint64().Draw(t, "seed")}
		if rapid.Bool().Draw(t, "profiled") {
			o.Profile = guess(t, p)
		}
		s := newScheduler(len(p), 100)
		first := p.run(s, o)
		hash := s.Hash
		if len(first) != p.steps() {
			t.Fatalf("%d steps of %d", len(first), p.steps())
		}
		for i, n := range p {
			if got := count(first, uint32(i+1)); got != n {
				t.Fatalf("task %d ran %d of %d steps", i+1, got, n)
			}
		}
		if again := p.run(s, o); !slices.Equal(first, again) || s.Hash != hash {
			t.Fatalf("the same seed gave %v and %v, hashes %x and %x", first, again, hash, s.Hash)
		}
		o.Script, o.Config, o.Seed = first, Config{Kind: FIFO}, 0
		if replayed := p.run(s, o); !slices.Equal(first, replayed) || s.Hash != hash || s.Diverged != 0 {
			t.Fatalf("the script gave %v for %v, diverged at %d", replayed, first, s.Diverged)
		}
	})
}

// guess is a profile of p that may be wrong in every way.
func guess(t *rapid.T, p program) Profile {
	out := p.profile()
	for i := range out.Weights {
		out.Weights[i].N = rapid.Uint32Range(0, 9).Draw(t, "weight")
	}
	for of := range rapid.Uint32Range(0, 3).Draw(t, "objects") {
		out.Counts = append(out.Counts, rapid.Uint32Range(0, 5).Draw(t, "count"))
		for i, w := range out.Weights[:len(p)] {
			if rapid.Bool().Draw(t, "used") {
				out.Weights = append(out.Weights, Weight{Of: of + 1, N: rapid.Uint32Range(0, 9).Draw(t, "events"), Sig: w.Sig})
				out.Uses = append(out.Uses, Use{Of: of + 1, Key: UseKey(w.Sig, uint32(1+i))})
			}
		}
	}
	out.sort()
	return out
}

func count(a []uint32, x uint32) int {
	n := 0
	for _, y := range a {
		if x == y {
			n++
		}
	}
	return n
}

func TestFIFORunsUntilBlocked(t *testing.T) {
	s := newScheduler(4, 100)
	got := program{3, 1, 2}.run(s, Options{})
	if want := []uint32{1, 1, 1, 2, 3, 3}; !slices.Equal(got, want) || s.Switches != 0 {
		t.Fatalf("schedule %v with %d preemptions, want %v with none", got, s.Switches, want)
	}
}

func TestCooperativeSwitchesOnlyWhereATaskEndsOrYields(t *testing.T) {
	s := newScheduler(4, 100)
	for seed := range uint64(50) {
		got := program{3, 3, 3}.run(s, Options{Config: Config{Kind: RandomWalk}, Seed: seed, Cooperative: true})
		if s.Switches != 0 || len(slices.Compact(slices.Clone(got))) != 3 {
			t.Fatalf("seed %d: %v has %d preemptions", seed, got, s.Switches)
		}
	}
}

// The random walk takes each ready task with equal probability: of two tasks
// with two steps each, of the six interleavings the two that need no decision
// after the second step have probability 1/4, the other four 1/8.
func TestWalkDistribution(t *testing.T) {
	s := newScheduler(4, 100)
	const n = 16_000
	seen := map[string]int{}
	for i := range n {
		seen[fmt.Sprint(program{2, 2}.run(s, Options{Config: Config{Kind: RandomWalk}, Seed: Derive(1, i)}))]++
	}
	want := map[string]float64{
		"[1 1 2 2]": n / 4, "[2 2 1 1]": n / 4,
		"[1 2 1 2]": n / 8, "[1 2 2 1]": n / 8, "[2 1 1 2]": n / 8, "[2 1 2 1]": n / 8,
	}
	chi := 0.0
	for k, w := range want {
		d := float64(seen[k]) - w
		chi += d * d / w
	}
	if len(seen) != len(want) || chi > 20.5 { // 5 degrees of freedom, p = 0.001
		t.Fatalf("chi-square %.1f over %v", chi, seen)
	}
}

// PCT finds a bug of depth d with probability at least 1/(n*k^(d-1)).
func TestPCTBound(t *testing.T) {
	const n, m = 4, 5 // tasks, steps of each
	k := n * m
	tests := []struct {
		reason string
		depth  int
		bug    func(order []uint32) bool
	}{
		{"the last task's first step comes before all others: one ordering constraint", 1,
			func(o []uint32) bool { return o[0] == n }},
		{"task 2 runs in the middle of task 1: two", 2, func(o []uint32) bool {
			i := slices.Index(o, 2)
			return count(o[:i], 1) == 2 && count(o[i:i+m], 2) == m
		}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			s := newScheduler(n, 100)
			const runs = 20_000
			hits := 0
			for i := range runs {
				o := Options{Config: Config{Kind: PCT, Depth: test.depth, Steps: k}, Seed: Derive(7, i)}
				if test.bug((program{m, m, m, m}).run(s, o)) {
					hits++
				}
			}
			bound := 1 / float64(n)
			for range test.depth - 1 {
				bound /= float64(k)
			}
			// The seed is fixed, so this cannot flake; 0.9 allows for sampling.
			if got := float64(hits) / runs; got < 0.9*bound {
				t.Fatalf("found with probability %.4f, the bound is %.4f", got, bound)
			}
		})
	}
}

func TestPCTDepthOneNeverPreempts(t *testing.T) {
	s := newScheduler(5, 100)
	for seed := range uint64(200) {
		if (program{4, 4, 4, 4}).run(s, Options{Config: Config{Kind: PCT, Depth: 1}, Seed: seed}); s.Switches != 0 {
			t.Fatalf("seed %d: %d preemptions", seed, s.Switches)
		}
	}
}

// A task that spins on one operation gives way under every strategy, or the
// one it waits for would never run.
func TestSpinningTaskGivesWay(t *testing.T) {
	for _, c := range configs {
		s := newScheduler(4, 100)
		for seed := range uint64(50) {
			s.Begin(Options{Config: c, Seed: seed}, 0)
			spinner, other := s.Spawn(), s.Spawn()
			s.Ready(spinner)
			s.Ready(other)
			cur := uint32(0)
			for {
				id := s.Pick(cur, false)
				if id == other {
					break
				}
				s.Task(id).PC, s.Task(id).Object = 77, 88
				cur = id
				if s.Steps > 3*spinRun {
					t.Fatalf("%+v, seed %d: after %d steps the other task has not run", c, seed, s.Steps)
				}
			}
		}
	}
}

// A task that counts does not wait for anybody: only after far more steps does
// it have to give way.
func TestCountingTaskGoesOn(t *testing.T) {
	s := newScheduler(4, 1000)
	s.Begin(Options{}, 0)
	counter, other := s.Spawn(), s.Spawn()
	s.Ready(counter)
	s.Ready(other)
	cur := uint32(0)
	for range 10 * updateRun {
		if cur = s.Pick(cur, false); cur == other {
			break
		}
		s.Task(cur).PC, s.Task(cur).Object, s.Task(cur).Op = 77, 88, OpAtomicRMW
	}
	if cur != other || s.Steps < updateRun || s.Steps > 2*updateRun {
		t.Fatalf("the other task ran after %d steps, want about %d", s.Steps, updateRun)
	}
}

func TestYieldLetsOthersRunFirst(t *testing.T) {
	for _, c := range []Config{{Kind: FIFO}, {Kind: LIFO}, {Kind: PCT}, {Kind: Delay, Steps: 1_000_000}, {Kind: POS}, {Kind: URW}, {Kind: SURW}} {
		for seed := range uint64(20) {
			s := newScheduler(4, 100)
			s.Begin(Options{Config: c, Seed: seed}, 0)
			a, b := s.Spawn(), s.Spawn()
			s.Ready(a)
			s.Ready(b)
			first := s.Pick(0, false)
			if next := s.Pick(first, true); next == first {
				t.Errorf("%+v, seed %d: task %d yielded and ran on", c, seed, first)
			}
		}
	}
}

// Tasks that all yield take turns: who yielded first runs first.
func TestYieldingTasksTakeTurns(t *testing.T) {
	for _, c := range []Config{{Kind: FIFO}, {Kind: PCT}} {
		s := newScheduler(4, 100)
		s.Begin(Options{Config: c}, 0)
		for range 3 {
			s.Ready(s.Spawn())
		}
		var order []uint32
		cur := uint32(0)
		for range 9 {
			cur = s.Pick(cur, true)
			order = append(order, cur)
		}
		if !slices.Equal(order[:3], order[3:6]) || !slices.Equal(order[:3], order[6:]) {
			t.Errorf("%+v: turns %v", c, order)
		}
	}
}

func TestEarlyTimers(t *testing.T) {
	s := newScheduler(4, 100)
	runs := func(o Options, timer bool) (order []uint32, clocks int) {
		s.Begin(o, 0)
		s.Timer = timer
		s.Ready(s.Spawn())
		for range 500 {
			order = append(order, s.Pick(1, false))
		}
		return order, count(order, Clock)
	}
	order, n := runs(Options{Early: true, Seed: 3}, true)
	if n < 5 || n > 40 || s.Switches != 0 {
		t.Errorf("the clock moved at %d of 500 steps with %d preemptions; want about one in %d and none", n, s.Switches, earlyOdds)
	}
	if replayed, _ := runs(Options{Script: order}, true); !slices.Equal(order, replayed) || s.Diverged != 0 {
		t.Errorf("the script diverged at %d", s.Diverged)
	}
	if _, n := runs(Options{Seed: 3, Config: Config{Kind: PCT}}, true); n < 10 || n > 80 {
		t.Errorf("the clock moved at %d of 500 steps to a timer that is due; want about one in %d", n, dueOdds)
	}
	for _, o := range []Options{{Seed: 3}, {Seed: 3, Config: Config{Kind: LIFO}}, {Seed: 3, Config: Config{Kind: PCT}, Planned: true}} {
		if _, n := runs(o, true); n != 0 {
			t.Errorf("%+v: the clock moved %d times although nothing is random", o, n)
		}
	}
	if _, n := runs(Options{Early: true, Seed: 3}, false); n != 0 {
		t.Errorf("the clock moved %d times although there is no timer", n)
	}
}

func TestScriptThatDoesNotFit(t *testing.T) {
	s := newScheduler(4, 100)
	got := program{2, 2}.run(s, Options{Script: []uint32{2, 2, 2, 1}})
	if s.Diverged != 3 {
		t.Errorf("diverged at step %d, want 3: task 2 has ended by then", s.Diverged)
	}
	if want := []uint32{2, 2, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("schedule %v, want %v: the default schedule goes on", got, want)
	}
}

func TestDecisionsDoNotAllocate(t *testing.T) {
	s := newScheduler(64, 10_000)
	p := make(program, 50)
	for i := range p {
		p[i] = 10
	}
	for _, c := range configs {
		s.Begin(Options{Config: c}, 0)
		for range p {
			s.Ready(s.Spawn())
		}
		cur := uint32(0)
		if n := testing.AllocsPerRun(100, func() { cur = s.Pick(cur, false); s.Block(cur); s.Ready(cur) }); n != 0 {
			t.Errorf("%+v: %v allocations per decision", c, n)
		}
	}
}

// After FairAt steps every strategy is the walk: nobody waits for long.
func TestFairSuffix(t *testing.T) {
	const fairAt = 100
	p := program{200, 200, 200}
	for _, kind := range Kinds() {
		if kind == Mixed {
			continue
		}
		for seed := range uint64(20) {
			s := newScheduler(len(p), 0)
			order := p.run(s, Options{Config: Config{Kind: kind, Depth: 2, Steps: p.steps()}, Seed: seed, FairAt: fairAt})
			switches := 0
			for i := fairAt + 1; i < 3*fairAt; i++ {
				if order[i] != order[i-1] {
					switches++
				}
			}
			// Two of three picks of the walk are a switch.
			if switches < fairAt {
				t.Errorf("%s, seed %d: %d switches in the %d steps after it must be fair, want about %d", kind, seed, switches, 2*fairAt, 4*fairAt/3)
			}
		}
	}
}

// Where tasks only poll, each is served in its turn, whatever the strategy
// thinks of it, except where nobody may be preempted.
func TestPollersServeEachInItsTurn(t *testing.T) {
	const every, tasks, n = 10, 5, 2000
	for _, cfg := range configs {
		for seed := range uint64(20) {
			for _, cooperative := range []bool{false, true} {
				s := newScheduler(tasks, 0)
				s.Begin(Options{Config: cfg, Seed: seed, Cooperative: cooperative}, 0)
				for range tasks {
					s.Ready(s.Spawn())
				}
				cur, longest := uint32(0), 0
				var since [tasks + 1]int
				for i := range n {
					s.Polls = i%every == 0
					s.Task(max(cur, 1)).Op = Op(2 + i%2) // no two alike in a row
					cur = s.Pick(cur, false)
					since[cur] = i
					for id := 1; id <= tasks; id++ {
						longest = max(longest, i-since[id])
					}
				}
				switch {
				case !cooperative && longest > tasks*every:
					t.Errorf("%v, seed %d: somebody waits for %d steps, want at most %d", cfg, seed, longest, tasks*every)
				case cooperative && longest < n-1:
					t.Errorf("%v, seed %d, cooperative: all were served after %d steps, but nobody gave way", cfg, seed, longest)
				}
			}
		}
	}
}
