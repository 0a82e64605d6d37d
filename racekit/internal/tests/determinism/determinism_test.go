package determinism

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// seeds is how many executions of each program are compared: together more than
// a thousand of each build.
func seeds() int {
	switch {
	case os.Getenv("RACEKIT_LONG") == "1":
		return 1000
	case testing.Short():
		return 20
	}
	return 80
}

// A print is what an execution must repeat: all it did and all it printed.
type print struct {
	hash   uint64
	events uint64
	output uint64
	status execution.Status
	steps  int
}

func printOf(o *execution.Outcome) print {
	events, output := fnv.New64(), fnv.New64()
	fmt.Fprintf(events, "%v", o.Trace.Events)
	output.Write(o.Output)
	return print{o.Hash, events.Sum64(), output.Sum64(), o.Status, o.Steps}
}

// TestDeterminism runs each seed of each program in two processes, in one of
// them twice, among other seeds in another order, and in pools of other sizes.
func TestDeterminism(t *testing.T) {
	for _, b := range lab.Builds {
		c := lab.Build(t, "determinism", b.Flags...)
		info, err := lab.Pool(t, c, 1).Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(info.Tests) < 12 {
			t.Fatalf("%d programs, want at least 12", len(info.Tests))
		}
		for _, test := range info.Tests {
			t.Run(test+b.Name, func(t *testing.T) {
				t.Parallel()
				compareRuns(t, c, test, seeds())
			})
		}
	}
}

// A lesson is what was learnt of a test before it is explored.
type lesson struct {
	sites   []uint32
	profile *sched.Profile
}

func learn(t *testing.T, p *execution.Pool, test string) lesson {
	t.Helper()
	l := lesson{sites: lab.Contended(t, p, test)}
	o := lab.Run(t, p.Run, execution.Spec{Test: test, Seed: 3, Index: 1, Trace: true, Sites: l.sites})
	l.profile = execution.ProfileOf(o.Trace)
	return l
}

// specOf is execution i of test: the strategies take turns, with and without the
// contended memory accesses as points.
func specOf(test string, i int, l lesson) execution.Spec {
	s := execution.Spec{Test: test, Seed: 3, Index: i, Trace: true, Strategy: lab.Strategies[i%len(lab.Strategies)], Profile: l.profile}
	switch i / len(lab.Strategies) % 3 {
	case 1:
		s.Learn = true
	case 2:
		s.Sites = l.sites
	}
	return s
}

func compareRuns(t *testing.T, c execution.Command, test string, n int) {
	one, two, four := lab.Pool(t, c, 1), lab.Pool(t, c, 1), lab.Pool(t, c, 4)
	l := learn(t, one, test)
	if other := learn(t, two, test); !reflect.DeepEqual(l, other) {
		t.Errorf("another process learns %+v, not %+v", other, l)
	}
	prints := make([]print, n+1)
	outcomes := make([]execution.Outcome, n+1)
	distinct, texts := map[uint64]bool{}, map[uint64]bool{}
	for i := 1; i <= n; i++ {
		o := lab.Run(t, one.Run, specOf(test, i, l))
		outcomes[i], prints[i] = o, printOf(&o)
		distinct[o.Hash], texts[prints[i].output] = true, true
	}
	var mu sync.Mutex
	wrong := 0
	compare := func(ctx context.Context, p *execution.Pool, i int, how string) {
		o, err := p.Run(ctx, specOf(test, i, l))
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Error(err)
			return
		}
		if got := printOf(&o); got != prints[i] {
			if wrong++; wrong <= 3 {
				t.Errorf("seed %d %s: %+v, want %+v\n%s\nwas\n%s\n%s", i, how, got, prints[i], lab.Tell(&o), lab.Tell(&outcomes[i]), lab.Part(&outcomes[i], &o))
			}
		}
	}
	for i := n; i >= 1; i-- {
		compare(t.Context(), one, i, "once more in the process")
		compare(t.Context(), two, i, "in another process, in reverse order")
	}
	var wg sync.WaitGroup
	order := rand.Perm(n)
	for w := range 4 {
		wg.Go(func() {
			for k := w; k < n; k += 4 {
				compare(t.Context(), four, order[k]+1, "in one of four processes, in random order")
			}
		})
	}
	wg.Wait()
	if wrong > 0 {
		t.Errorf("%d of %d executions were not the same", wrong, 3*n)
	}
	if len(distinct) < 2 && len(texts) < 2 {
		t.Errorf("%d seeds gave one schedule and one output: the seed has no effect", n)
	}
	batches(t, c, test, l, prints)
}

// batches compares the short form: a series of executions of one strategy.
func batches(t *testing.T, c execution.Command, test string, l lesson, prints []print) {
	p := lab.Pool(t, c, 1)
	spec := execution.Spec{Test: test, Seed: 3, Index: 1, Strategy: sched.Config{Kind: sched.RandomWalk}}
	for spec.Index < len(prints) {
		b, err := p.RunBatch(t.Context(), spec, len(prints)-spec.Index)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Runs {
			if was := specOf(test, r.Index, l); was.Strategy == spec.Strategy && len(was.Sites) == 0 && r.Hash != prints[r.Index].hash {
				t.Errorf("seed %d in a batch: hash %x, want %x", r.Index, r.Hash, prints[r.Index].hash)
			}
		}
		spec.Index += len(b.Runs)
	}
}

// TestSecondRunDrawsTheSame has a program that makes maps in its first run only:
// what select draws must be the same in the second.
func TestSecondRunDrawsTheSame(t *testing.T) {
	for _, b := range lab.Builds {
		p := lab.Pool(t, lab.Build(t, "determinism", b.Flags...), 1)
		spec := execution.Spec{Test: "TestSelectAfterOnce", Seed: 1, Trace: true}
		first, second := lab.Run(t, p.Run, spec), lab.Run(t, p.Run, spec)
		if string(first.Output) != string(second.Output) || !strings.Contains(string(first.Output), "ab") {
			t.Errorf("%s: the first run prints\n%s\nand the second\n%s", b.Name, first.Output, second.Output)
		}
	}
}

// TestFirstCollection has a program that collects garbage: the first time in a
// process is like any other, and what is done with the garbage comes at the same
// steps.
func TestFirstCollection(t *testing.T) {
	for _, b := range lab.Builds {
		p := lab.Pool(t, lab.Build(t, "determinism", b.Flags...), 1)
		for i := range 5 {
			spec := execution.Spec{Test: "TestCollects", Seed: 1, Index: i, Trace: true, Strategy: sched.Config{Kind: sched.RandomWalk}}
			alone := spec
			alone.Isolated = true
			first, later := lab.Run(t, p.Run, alone), lab.Run(t, p.Run, spec)
			if printOf(&first) != printOf(&later) {
				t.Errorf("%s: seed %d in a process of its own\n%s\nand in one that has run others\n%s\n%s", b.Name, i, lab.Tell(&first), lab.Tell(&later), lab.Part(&first, &later))
			}
		}
	}
}
