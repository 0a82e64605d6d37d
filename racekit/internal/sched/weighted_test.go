package sched

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// chiSquare is of the counts against equal shares of n in each of the classes.
func chiSquare(seen map[string]int, n, classes int) float64 {
	want := float64(n) / float64(classes)
	chi := float64(classes-len(seen)) * want
	for _, got := range seen {
		d := float64(got) - want
		chi += d * d / want
	}
	return chi
}

// limit is what chi-square exceeds with probability 0.001 (Wilson, Hilferty).
func limit(freedom int) float64 {
	k := float64(freedom)
	return k * math.Pow(1-2/(9*k)+3.09*math.Sqrt(2/(9*k)), 3)
}

// With exact numbers of events every interleaving is equally likely.
func TestURWIsUniform(t *testing.T) {
	for _, test := range []struct {
		p     program
		count int // (sum of the steps)! / product of steps!
	}{
		{program{3, 3}, 20}, {program{2, 2, 2}, 90}, {program{1, 5}, 6}, {program{4, 2, 1}, 105},
	} {
		t.Run(fmt.Sprint(test.p), func(t *testing.T) {
			s := newScheduler(len(test.p), 100)
			o := Options{Config: Config{Kind: URW}, Profile: test.p.profile()}
			n := 400 * test.count
			seen := map[string]int{}
			for i := range n {
				o.Seed = Derive(11, i)
				seen[fmt.Sprint(test.p.run(s, o))]++
			}
			if chi := chiSquare(seen, n, test.count); len(seen) != test.count || chi > limit(test.count-1) {
				t.Fatalf("%d of %d interleavings, chi-square %.1f, the limit is %.1f", len(seen), test.count, chi, limit(test.count-1))
			}
		})
	}
}

// A parent's weight includes the children that it has yet to start: of a root
// that starts a task of two steps after one step of its own, and a task of
// three steps, all interleavings are equally likely. So are for SURW the orders
// of all steps but the one before the start, if they are on its object.
func TestUnbornChildrenCount(t *testing.T) {
	s := newScheduler(3, 100)
	run := func(o Options, first uint64) string {
		s.Begin(o, 0)
		left := []int{0, 2, 3, 2}
		born := func(id, parent uint32, site uint64) {
			s.Spawn()
			s.Task(id).PC = 1
			s.Fork(id, parent, site)
			s.Ready(id)
		}
		born(1, 0, 1)
		s.Task(1).PC = first
		born(2, 0, 2)
		order := ""
		for s.NumReady() > 0 {
			id := s.Pick(0, false)
			if s.Task(id).PC == 1 {
				order += fmt.Sprint(id)
			}
			s.Task(id).PC = 1
			if left[id]--; left[id] == 0 {
				s.End(id)
			}
			if id == 1 && left[1] == 1 {
				born(3, 1, 3)
			}
		}
		return order
	}
	run(Options{}, 1)
	var p Profile
	for id, n := range []uint32{0, 4, 3, 2} {
		if id > 0 {
			sig, on := s.Signature(uint32(id)), n
			if id == 1 {
				on-- // its first step
			}
			p.Weights = append(p.Weights, Weight{N: n, Sig: sig}, Weight{Of: 1, N: on, Sig: sig})
			p.Uses = append(p.Uses, Use{Of: 1, Key: UseKey(sig, 1)})
			p.Counts = []uint32{6}
		}
	}
	p.sort()
	// Task 1's first step, then its last one and task 3's two in any order: 3
	// ways; task 2's three steps anywhere among these four: 35, and 20 among
	// the three on the object.
	for _, test := range []struct {
		kind    Kind
		first   uint64
		classes int
	}{{URW, 1, 3 * 35}, {SURW, 2, 3 * 20}} {
		const n = 40_000
		seen := map[string]int{}
		for i := range n {
			seen[run(Options{Config: Config{Kind: test.kind}, Seed: Derive(3, i), Profile: p}, test.first)]++
		}
		if chi := chiSquare(seen, n, test.classes); len(seen) != test.classes || chi > limit(test.classes-1) {
			t.Errorf("strategy %d: %d of %d orders, chi-square %.1f, the limit is %.1f", test.kind, len(seen), test.classes, chi, limit(test.classes-1))
		}
	}
}

// SURW draws each object as often as it is accessed.
func TestObjectsAreDrawnByAccesses(t *testing.T) {
	p := Profile{Counts: []uint32{10, 0, 60, 30}}
	var r Rand
	r.Seed(1)
	seen := make([]int, 5)
	for range 10_000 {
		seen[p.draw(&r)]++
	}
	for i, n := range []int{0, 1000, 0, 6000, 3000} {
		if d := seen[i] - n; d < -200 || d > 200 || n == 0 && d != 0 {
			t.Errorf("object %d was drawn %d times of 10000, want about %d", i, seen[i], n)
		}
	}
	if got := (&Profile{}).draw(&r); got != 0 {
		t.Errorf("object %d of none", got)
	}
}

// The turn of a task that has ended, or cannot come, passes to another.
func TestSURWPassesTheTurn(t *testing.T) {
	s := newScheduler(3, 100)
	c := cast{{1, 1}, {1, 1}, {1}}
	p := c.profile()
	for i := range p.Weights {
		p.Weights[i].N += 100 // far too many
	}
	for seed := range uint64(200) {
		if order := c.run(s, Options{Config: Config{Kind: SURW}, Seed: seed, Profile: p}); len(order) != 5 {
			t.Fatalf("seed %d: %v", seed, order)
		}
		for id := uint32(1); id <= 3; id++ {
			if s.mem.Family[id].weight != 0 {
				t.Fatalf("task %d has ended and is to have %d events more", id, s.mem.Family[id].weight)
			}
		}
	}
	// Task 1 has all the weight and is blocked: the others go on.
	s.Begin(Options{Config: Config{Kind: SURW}, Profile: p}, 0)
	for range 3 {
		id := s.Spawn()
		s.Task(id).PC = 1
		s.Fork(id, 0, 7)
		s.Ready(id)
	}
	s.Block(1)
	for range 20 {
		if id := s.Pick(0, false); id == 1 {
			t.Fatal("a blocked task was chosen")
		}
	}
}

// SURW takes the events on the object that it has drawn in uniform order.
func TestSURWIsUniformOnItsObject(t *testing.T) {
	// Object 1 has 2 + 1 + 2 events; the other events are on objects of one task.
	c := cast{{2, 1, 2, 2, 1}, {3, 3, 3, 1}, {1, 4, 1}}
	p := c.profile()
	p.Counts = []uint32{5} // the only shared one
	s := newScheduler(len(c), 100)
	const classes, n = 30, 30_000 // 5!/(2!*1!*2!)
	seen := map[string]int{}
	for i := range n {
		next := make([]int, len(c)+1)
		order := ""
		for _, id := range c.run(s, Options{Config: Config{Kind: SURW}, Seed: Derive(5, i), Profile: p}) {
			if c[id-1][next[id]] == 1 {
				order += fmt.Sprint(id)
			}
			next[id]++
		}
		seen[order]++
	}
	if chi := chiSquare(seen, n, classes); len(seen) != classes || chi > limit(classes-1) {
		t.Fatalf("%d of %d orders, chi-square %.1f, the limit is %.1f", len(seen), classes, chi, limit(classes-1))
	}
}

// reorder is the shape of testdata/shapes: n tasks write a, then b, and one,
// which comes late, reads a, then b.
func reorder(n int) cast {
	var c cast
	for range n {
		c = append(c, script{1, 2})
	}
	return append(c, append(slices.Repeat(script{3}, late), 1, 2))
}

// late is how many steps the reader has before the two that matter.
const late = 12

// torn reports whether the reader, the last task, saw one write and not the other.
func (c cast) torn(order []uint32) bool {
	steps := make([]int, len(c)+1)
	var a, b bool
	var seen []bool
	for _, id := range order {
		steps[id]++
		switch {
		case int(id) == len(c) && steps[id] == late+1:
			seen = append(seen, a)
		case int(id) == len(c) && steps[id] == late+2:
			seen = append(seen, b)
		case int(id) == len(c):
		case steps[id] == 1:
			a = true
		default:
			b = true
		}
	}
	return seen[0] != seen[1]
}

// tries is the mean number of executions until bug shows, over 20 seeds.
func tries(c cast, config Config, budget int, bug func([]uint32) bool) float64 {
	s := newScheduler(len(c), 1000)
	o := Options{Config: config, Profile: c.profile()}
	if len(o.Profile.Counts) > 2 {
		o.Profile.Counts = o.Profile.Counts[:2] // the shared ones
	}
	sum := 0
	for seed := range uint64(20) {
		n := 1
		for ; n < budget; n++ {
			o.Seed = Derive(seed, n)
			if bug(c.run(s, o)) {
				break
			}
		}
		sum += n
	}
	return float64(sum) / 20
}

// Many short symmetric tasks: what SURW is for (docs/internal/bench-shapes.md).
func TestSURWFindsReorder(t *testing.T) {
	for n, most := range map[int]float64{3: 12, 5: 16, 10: 30, 20: 60} {
		c := reorder(n)
		if got := tries(c, Config{Kind: SURW}, 10_000, c.torn); got > most {
			t.Errorf("reorder_%d: %.1f executions, want at most %.0f", n, got, most)
		}
	}
	c := reorder(20)
	if got := tries(c, Config{Kind: RandomWalk}, 1000, c.torn); got < 500 {
		t.Errorf("the walk needs %.1f executions: the shape is not what it should be", got)
	}
}

// A task that must wait for a long one: the walk almost never does it, POS by
// one low draw.
func TestPOSFindsTheDeep(t *testing.T) {
	long := make(script, 12)
	for i := range long {
		long[i] = 2 // its own, and the last one shared
	}
	long[11] = 1
	c := cast{long, {1}}
	last := func(o []uint32) bool { return o[len(o)-1] == 2 }
	pos := tries(c, Config{Kind: POS}, 10_000, last)
	walk := tries(c, Config{Kind: RandomWalk}, 10_000, last)
	if pos > 40 || walk < 20*pos {
		t.Errorf("POS needs %.1f executions, the walk %.1f: want at most 40, and 20 times as many", pos, walk)
	}
}

// Only events that race with the one executed draw anew.
func TestPOSRedrawsOnlyWhatRaces(t *testing.T) {
	tests := []struct {
		reason string
		a, b   Task
		want   bool
	}{
		{"same word, one writes", Task{Op: OpAtomicStore, Object: 8}, Task{Op: OpAtomicLoad, Object: 8}, true},
		{"same word, both read", Task{Op: OpRead, Object: 8}, Task{Op: OpAtomicLoad, Object: 8}, false},
		{"other words", Task{Op: OpWrite, Object: 8}, Task{Op: OpWrite, Object: 16}, false},
		{"same mutex", Task{Op: OpLock, Object: 8}, Task{Op: OpLock, Object: 8}, true},
		{"two readers of a RWMutex", Task{Op: OpRLock, Object: 8}, Task{Op: OpRUnlock, Object: 8}, false},
		{"reader and writer of a RWMutex", Task{Op: OpRLock, Object: 8}, Task{Op: OpWLock, Object: 8}, true},
		{"same channel", Task{Op: OpSend, Object: 8}, Task{Op: OpRecv, Object: 8}, true},
		{"select names no channel", Task{Op: OpSelect}, Task{Op: OpRecv, Object: 8}, true},
		{"select and a mutex", Task{Op: OpSelect}, Task{Op: OpLock, Object: 8}, false},
		{"no objects", Task{Op: OpYield}, Task{Op: OpGo}, false},
	}
	for _, test := range tests {
		s := newScheduler(2, 10)
		s.Begin(Options{Config: Config{Kind: POS}, Seed: 1}, 0)
		for _, task := range []Task{test.a, test.b} {
			id := s.Spawn()
			*s.Task(id) = task
			s.Ready(id)
		}
		done := s.Pick(0, false)
		other := 3 - done
		before := s.Task(other).Prio
		s.Task(done).Prio = before // to be told from a fresh one
		s.strategy.Step(s, done)
		if s.Task(done).Prio == before {
			t.Errorf("%s: the next event of the executed task has an old priority", test.reason)
		}
		// Pick itself has told of one step.
		if races(&test.a, &test.b) != test.want || races(&test.b, &test.a) != test.want {
			t.Errorf("%s: races is not %v", test.reason, test.want)
		}
		if drawn := s.Task(other).Prio != before; drawn != test.want {
			t.Errorf("%s: redrawn %v, want %v", test.reason, drawn, test.want)
		}
	}
}

// With D delays an execution has at most D preemptions, and the delays are used.
func TestDelaysAreBounded(t *testing.T) {
	s := newScheduler(4, 100)
	p := program{5, 5, 5, 5}
	for d := 1; d <= 4; d++ {
		most, distinct := 0, map[string]bool{}
		for i := range 500 {
			order := p.run(s, Options{Config: Config{Kind: Delay, Depth: d, Steps: 20}, Seed: Derive(1, i)})
			distinct[fmt.Sprint(order)] = true
			most = max(most, s.Switches)
		}
		if most != d || len(distinct) < 10*d {
			t.Errorf("%d delays: up to %d preemptions in %d distinct schedules", d, most, len(distinct))
		}
	}
}

func TestExponential(t *testing.T) {
	var r Rand
	r.Seed(1)
	for _, bits := range []uint64{0, 1, 2, 1 << 62, 1 << 63, 1<<63 - 1, 1<<64 - 1, r.Next(), r.Next(), r.Next()} {
		want := -math.Log(float64(bits|1) / (1 << 64))
		if got := float64(exponential(bits)) / (1 << 36); math.Abs(got-want) > 2e-6 {
			t.Errorf("exponential(%#x) is %v, want %v", bits, got, want)
		}
	}
}

func TestChangesAreDifferentSteps(t *testing.T) {
	s := newScheduler(1, 0)
	for seed := range uint64(100) {
		s.Begin(Options{Config: Config{Steps: 5}, Seed: seed}, 0)
		var c changes
		c.draw(s, 4)
		got := slices.Sorted(slices.Values(c.steps[:c.n]))
		if c.n != 4 || len(slices.Compact(got)) != 4 || got[0] < 1 || got[3] > 5 {
			t.Fatalf("seed %d: %v, want four different ones of 1 to 5", seed, got)
		}
		if c.draw(s, 9); c.n != 5 {
			t.Fatalf("seed %d: %d of 5 steps", seed, c.n)
		}
	}
}

// A signature does not depend on the schedule: not on when a task starts, nor
// on how many others have.
func TestSignaturesAreStable(t *testing.T) {
	fork := func(s *Scheduler, parent uint32, site uint64) uint32 {
		id := s.Spawn()
		s.Fork(id, parent, site)
		return id
	}
	s := newScheduler(16, 0)
	s.Begin(Options{}, 0)
	root := fork(s, 0, 1)
	a, b := fork(s, root, 10), fork(s, root, 10)
	aa, ba := fork(s, a, 20), fork(s, b, 20)
	other := fork(s, a, 30)
	names := map[string]uint64{"root": s.Signature(root), "a": s.Signature(a), "b": s.Signature(b), "aa": s.Signature(aa), "ba": s.Signature(ba), "other": s.Signature(other)}

	s.Begin(Options{}, 0)
	root = fork(s, 0, 99) // as when a goroutine serves once more
	a = fork(s, root, 10)
	other = fork(s, a, 30) // in the other order
	aa = fork(s, a, 20)
	b = fork(s, root, 10)
	ba = fork(s, b, 20)
	again := map[string]uint64{"root": s.Signature(root), "a": s.Signature(a), "b": s.Signature(b), "aa": s.Signature(aa), "ba": s.Signature(ba), "other": s.Signature(other)}
	different := map[uint64]bool{}
	for name, sig := range names {
		if again[name] != sig {
			t.Errorf("task %s has signature %x and %x", name, sig, again[name])
		}
		different[sig] = true
	}
	if len(different) != len(names) {
		t.Errorf("two tasks have one signature: %x", names)
	}
}

func TestSignaturesOfManyAreDifferent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScheduler(200, 0)
		s.Begin(Options{}, 0)
		seen := map[uint64]bool{}
		for i := range 200 {
			id := s.Spawn()
			parent := uint32(0)
			if i > 0 {
				parent = rapid.Uint32Range(1, id-1).Draw(t, "parent")
			}
			s.Fork(id, parent, rapid.Uint64Range(0, 3).Draw(t, "site"))
			if sig := s.Signature(id); seen[sig] {
				t.Fatalf("task %d has the signature of another", id)
			} else {
				seen[sig] = true
			}
		}
	})
}

func TestMixtureByIndex(t *testing.T) {
	c := Config{Kind: Mixed, Steps: 50}
	share := map[Kind]int{}
	for i := 1; i <= 101; i++ {
		if i == reversed {
			if at := c.At(i); at != (Config{Kind: LIFO}) {
				t.Errorf("execution %d is %+v, want the default schedule turned round", i, at)
			}
			continue
		}
		at := c.At(i)
		if at.Kind == Mixed || at.Steps != 50 {
			t.Fatalf("execution %d: %+v", i, at)
		}
		if at != c.At(i) {
			t.Fatalf("execution %d has two strategies", i)
		}
		share[at.Kind]++
	}
	want := map[Kind]int{URW: 30, SURW: 35, POS: 15, PCT: 15, RandomWalk: 5}
	for k, n := range want {
		if share[k] != n {
			t.Errorf("strategy %d has %d of 100 executions, want %d", k, share[k], n)
		}
	}
	if own := (Config{Kind: PCT, Depth: 2}); own.At(7) != own {
		t.Errorf("a strategy that is no mixture changed to %+v", own.At(7))
	}
}
