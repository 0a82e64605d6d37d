package explore

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// long takes n steps.
func long(n int) fake.Program {
	var out fake.Program
	for range n {
		out = append(out, fake.Load("c"))
	}
	return out
}

func TestALongTestIsNoLivelock(t *testing.T) {
	spec := base()
	spec.MaxSteps = 50
	lab := fake.New(slices.Concat(fake.Program{fake.Go(fake.Store("x", 1)), fake.Join()}, long(200))...)
	var bounds []int
	lab.Before = func(s execution.Spec) { bounds = append(bounds, s.MaxSteps) }
	res := explore(t, lab, Config{Base: spec, N: 20})
	if len(res.Findings) > 0 || res.Reason != Completed {
		t.Errorf("findings %v, reason %d, want a test that completes", res.Findings, res.Reason)
	}
	if bounds[0] != DefaultFirstSteps || bounds[2] != slack*res.First.Steps {
		t.Errorf("bounds %v, want %d for the default schedule and then slack times its %d steps", bounds, DefaultFirstSteps, res.First.Steps)
	}
	short := fake.New(fake.Counter()...)
	short.Before = func(s execution.Spec) { bounds = append(bounds[:0], s.MaxSteps) }
	spec.MaxSteps = 0
	if explore(t, short, Config{Base: spec, N: 20}); bounds[0] != execution.DefaultMaxSteps {
		t.Errorf("a short test is bounded by %d steps, want %d", bounds[0], execution.DefaultMaxSteps)
	}
}

// The second goroutine spins unless the store comes first, as it does in the
// default schedule.
func TestALivelockHasItsBound(t *testing.T) {
	spec := base()
	spec.MaxSteps = 100
	program := fake.Program{
		fake.Go(fake.Store("x", 1)),
		fake.Go(slices.Concat(fake.Program{fake.Load("x")}, fake.Program{fake.If(0, long(5000)...)})...),
		fake.Join(),
	}
	if res := explore(t, fake.New(program...), Config{Base: spec, N: 50, FirstSteps: 20_000}); len(res.Findings) != 0 || res.Long != 0 {
		t.Errorf("%+v, %d of them too long; want long executions that end", res.Findings, res.Long)
	}
	res := explore(t, fake.New(program...), Config{Base: spec, N: 50, FirstSteps: 3000})
	if len(res.Findings) != 1 || res.Findings[0].Kind != finding.Livelock || res.Findings[0].Spec.MaxSteps != slack*res.First.Steps || res.Findings[0].Verdict != Replayable {
		t.Errorf("%+v, want a livelock that replays, with the bound in its spec", res.Findings)
	}
}

// Where accesses of memory are steps the default schedule is as long as all others,
// and it is not known what a livelock would be.
func TestWhatIsAsLongByDefaultIsNoLivelock(t *testing.T) {
	var reads fake.Program
	for range 9000 {
		reads = append(reads, fake.Read("x"))
	}
	program := slices.Concat(fake.Program{fake.Go(fake.Write("x", 1), fake.Add("y", 1)), fake.Add("y", 1)}, reads)
	spec := base()
	spec.MaxSteps = 100
	res := explore(t, fake.New(program...), Config{Base: spec, N: 50, KeepGoing: true, FirstSteps: 8000})
	if slices.ContainsFunc(res.Findings, func(f *Found) bool { return f.Kind == finding.Livelock }) {
		t.Errorf("%+v; want no livelock", res.Findings)
	}
}

// What is long in one execution may be another way in the next: nothing is known of
// it, and that it is another way is no finding.
func TestLongExecutionThatDoesNotRepeat(t *testing.T) {
	var mu sync.Mutex
	n := 0
	noise := func() int { // 1, and later now and then 0
		mu.Lock()
		defer mu.Unlock()
		if n++; n%7 == 0 {
			return 0
		}
		return 1
	}
	program := append(fake.Program{fake.Go(fake.Store("x", 1)), fake.Noise(noise)}, fake.If(0, long(3000)...), fake.Join())
	spec := base()
	spec.MaxSteps = 100
	res := explore(t, fake.New(program...), Config{Base: spec, N: 60, KeepGoing: true, Parallel: 1, FirstSteps: 20_000})
	if len(res.Findings) > 0 || res.Long == 0 {
		t.Errorf("%d executions are too long, findings %+v; want some, and no finding", res.Long, res.Findings)
	}
}

func TestATestWithoutEndIsUnfinished(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		program fake.Program
		kinds   []finding.Kind
	}{
		{"nothing is known of it", long(1000), nil},
		{"nor of one with an error before", append(fake.Program{fake.Want("c", 1)}, long(1000)...), nil},
	} {
		lab := fake.New(tt.program...)
		res := explore(t, lab, Config{FirstSteps: 500, N: 50})
		if res.Reason != Endless || res.Executions != 1 || len(res.Findings) != 0 || res.Limited != 0 {
			t.Errorf("%s: reason %d after %d executions, findings %v", tt.reason, res.Reason, res.Executions, res.Findings)
		}
	}
}

// An execution that is cut off shows nothing, and is no livelock unless it is far
// longer than the default schedule.
func TestCutOff(t *testing.T) {
	start := fake.Program{fake.Go(fake.Store("x", 1)), fake.Load("x")}
	for _, tt := range []struct {
		reason     string
		program    fake.Program
		cfg        Config
		late, long bool
		kinds      []finding.Kind
		unfinished string
	}{
		{"it ends in time", append(start, fake.If(1, fake.Set(2))), Config{}, false, false, nil, ""},
		{"one schedule takes too long", append(start, fake.If(1, fake.Stall())), Config{}, true, false, nil, "did not end within 20s; time"},
		{"it takes as long as it likes where there is no limit", append(start, fake.If(1, fake.Stall())), Config{Budget: Budget{}}, false, false, nil, ""},
		{"the default schedule takes too long", fake.Program{fake.Want("c", 1), fake.Stall()}, Config{}, false, false, nil, "the default schedule did not end within 20s: it runs forever, or is too slow to explore with this limit; time"},
		{"a hundred times as long would be a livelock, and was not seen", append(start, fake.If(0, long(20)...), fake.If(1, long(500)...)), Config{FirstSteps: 300}, false, true, nil, "did not end within 300 steps; steps"},
		{"so many steps were asked for", append(start, fake.If(0, long(30)...), fake.If(1, long(6000)...)), Config{FirstSteps: 300}, false, true, nil, "did not end within 5300 steps; steps"},
		{"the default schedule has too many steps", long(500), Config{FirstSteps: 300}, false, false, nil, "the default schedule did not end within 300 steps: it runs forever, or is too long to explore; steps"},
		{"what is wrong beside it is found", append(start, fake.If(1, append(fake.Program{fake.Want("y", 2)}, long(500)...)...)), Config{FirstSteps: 300, KeepGoing: true}, false, true, nil, "did not end within 300 steps; steps"},
	} {
		tt.cfg.Base, tt.cfg.N = base(), 60
		tt.cfg.Base.MaxSteps = 100
		if strings.HasPrefix(tt.reason, "so many") {
			tt.cfg.Base.MaxSteps = 5300
		}
		var c clock
		if !strings.HasPrefix(tt.reason, "it takes as long") {
			tt.cfg.Budget = c.budget(10 * time.Second)
		}
		res := explore(t, fake.New(tt.program...), tt.cfg)
		var kinds []finding.Kind
		for _, f := range res.Findings {
			kinds = append(kinds, f.Kind)
		}
		said := res.Unfinished("time", "steps")
		if res.Late > 0 != tt.late || res.Long > 0 != tt.long || !slices.Equal(kinds, tt.kinds) || !strings.HasSuffix(said, tt.unfinished) || tt.unfinished == "" && said != "" {
			t.Errorf("%s: %d late, %d long, findings %v, %q; want %v, %v, %v, %q", tt.reason, res.Late, res.Long, kinds, said, tt.late, tt.long, tt.kinds, tt.unfinished)
		}
	}
}

// Where the trace has only the first steps, the seed repeats the execution.
func TestReplayOfACutTrace(t *testing.T) {
	program := append(slices.Concat(fake.LostUpdate()[:3], long(20_000)), fake.Want("c", 2))
	spec := base()
	spec.MaxSteps = 1_000_000
	res := explore(t, fake.New(program...), Config{Base: spec, N: 100})
	if len(res.Findings) != 1 {
		t.Fatalf("findings %v, want one", res.Findings)
	}
	if f := res.Findings[0]; f.Outcome.Steps <= len(f.Outcome.Trace.Events) || len(f.Spec.Script) > 0 || f.Verdict != Replayable {
		t.Errorf("%d steps, %d events, script of %d, %s; want a replay by the seed", f.Outcome.Steps, len(f.Outcome.Trace.Events), len(f.Spec.Script), f.Verdict)
	}
}
