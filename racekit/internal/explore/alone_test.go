package explore

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// port fails where others are at the port, unless ops do before.
func port(ops ...fake.Op) fake.Program {
	return append(ops, fake.Crowded(), fake.If(1, fake.Panic("address already in use")))
}

// seen returns a lab and the executions that it was asked for, in the end by one
// worker, each once.
func seen(program fake.Program) (*fake.Lab, func() []int) {
	var mu sync.Mutex
	alone := map[int]bool{}
	lab := fake.New(program...)
	lab.Before = func(s execution.Spec) {
		mu.Lock()
		defer mu.Unlock()
		if len(s.Script) == 0 && s.Alone {
			alone[s.Index] = true
		}
	}
	return lab, func() (out []int) {
		for i := range 1000 {
			if alone[i] {
				out = append(out, i)
			}
		}
		return out
	}
}

func TestExecutionsThatDisturbEachOther(t *testing.T) {
	add := []fake.Op{fake.Load("c"), fake.Store("c", 1)}
	lost := fake.Program{fake.Go(add...), fake.Go(add...), fake.Join(), fake.Want("c", 2)}
	sometimes := fake.Program{fake.Go(fake.Store("x", 1)), fake.Load("x"), fake.If(1, port()...)}
	for _, tt := range []struct {
		reason  string
		program fake.Program
		cfg     Config
		alone   bool
		kinds   []finding.Kind
	}{
		{"whoever is second at the port fails", port(), Config{KeepGoing: true}, true, nil},
		{"likewise, where the first finding ends the exploration", port(), Config{}, true, nil},
		{"likewise, in some schedules", sometimes, Config{KeepGoing: true}, true, nil},
		{"likewise, where a search comes to them", sometimes, Config{Exhaustive: true, Exact: 50}, true, nil},
		{"a bug beside it is found", slices.Concat(port(), lost), Config{KeepGoing: true}, true, []finding.Kind{finding.TestFailure}},
		{"a bug that shows alone as well is one", append(lost, fake.Crowded()), Config{KeepGoing: true}, false, []finding.Kind{finding.TestFailure}},
		{"likewise, by another way", fake.Program{fake.Go(fake.Store("x", 1)), fake.Load("x"), fake.If(1, fake.Crowded(), fake.If(1, fake.Yield()), fake.Panic("boom"))}, Config{KeepGoing: true}, false, []finding.Kind{finding.Panic}},
		{"what uses nothing of the system meets nobody", lost, Config{KeepGoing: true}, false, []finding.Kind{finding.TestFailure}},
		{"a test that cannot run twice may meet others, too", slices.Concat(again(fake.Panic("registered twice")), port()), Config{KeepGoing: true}, true, nil},
	} {
		tt.cfg.Base, tt.cfg.N, tt.cfg.Parallel = base(), 200, 4
		lab, alone := seen(tt.program)
		lab.Calm = func(s execution.Spec) bool { return s.Index == 0 } // nothing else runs yet
		res := explore(t, lab, tt.cfg)
		var kinds []finding.Kind
		for _, f := range res.Findings {
			kinds = append(kinds, f.Kind)
		}
		if res.Alone != tt.alone || !slices.Equal(kinds, tt.kinds) || res.Unrepeated != 0 {
			t.Errorf("%s: one worker %v, %v; want %v, %v", tt.reason, res.Alone, kinds, tt.alone, tt.kinds)
		}
		one := tt.cfg
		one.Parallel, one.Base.Alone = 1, true
		same := explore(t, fake.New(tt.program...), one)
		if res.Executions != same.Executions || len(res.Findings) > 0 && res.Findings[0].First != same.Findings[0].First {
			t.Errorf("%s: %d executions, %d with one worker from the start; first findings %v and %v", tt.reason, res.Executions, same.Executions, res.Findings, same.Findings)
		}
		if tt.alone && !tt.cfg.Exhaustive && tt.cfg.KeepGoing && len(alone()) < 190 {
			t.Errorf("%s: only executions %v were run alone", tt.reason, alone())
		}
	}
}

func TestNoTimeToRepeatAlone(t *testing.T) {
	var c clock
	lab := fake.New(port()...)
	lab.Calm = func(s execution.Spec) bool { return s.Index == 0 }
	lab.Before = func(s execution.Spec) {
		if s.Index > 0 {
			c.pass(20 * time.Second)
		}
	}
	res := explore(t, lab, Config{N: 50, Parallel: 2, Budget: c.budget(10 * time.Second)})
	if len(res.Findings) != 0 || res.Unrepeated == 0 || res.Alone {
		t.Errorf("%d findings, %d not repeated, one worker %v; want none that was not repeated", len(res.Findings), res.Unrepeated, res.Alone)
	}
}

// What depends on the process alone is no work of others.
func TestStateIsNoDisturbance(t *testing.T) {
	var program fake.Program
	for range 3 {
		program = append(program, fake.Yield())
	}
	program = append(program, fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(4, fake.Panic("full")))
	res := explore(t, fake.New(program...), Config{N: 100, Parallel: 2})
	if len(res.Findings) != 1 || res.Findings[0].Verdict != NotRepeated || res.Alone {
		t.Errorf("findings %+v, one worker: %v; want one that did not repeat", res.Findings, res.Alone)
	}
}
