package explore

import (
	"slices"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// again runs ops in all executions of a process but the first.
func again(ops ...fake.Op) fake.Program {
	return append(fake.Program{fake.Load("process.n"), fake.If(0, fake.Set(0), fake.Store("process.n", 1), fake.Set(7))},
		fake.If(1, ops...))
}

func TestTwice(t *testing.T) {
	registered := again(fake.Panic("registered twice"))
	leak := fake.Program{fake.Go(fake.Recv("never"))}
	lost := fake.LostUpdate()
	for _, tt := range []struct {
		reason   string
		program  fake.Program
		cfg      Config
		isolated bool
		kinds    []finding.Kind
	}{
		{"it fails the second time, whatever the schedule", registered, Config{}, true, nil},
		{"likewise, and the first execution has a finding of its own", slices.Concat(registered, leak), Config{KeepGoing: true}, true, []finding.Kind{finding.Leak}},
		{"likewise, and that is enough: its record is to say so", slices.Concat(registered, leak), Config{}, true, []finding.Kind{finding.Leak}},
		{"likewise, and another bug needs a schedule", slices.Concat(registered, lost), Config{}, true, []finding.Kind{finding.TestFailure}},
		{"the process ends the second time", again(fake.Exit()), Config{}, true, nil},
		{"a leak that the first execution hides is a finding", again(leak...), Config{}, false, []finding.Kind{finding.Leak}},
		{"and so is a deadlock", again(fake.Recv("never")), Config{}, false, []finding.Kind{finding.DeadlockKind}},
		{"it fails always", fake.Program{fake.Panic("boom")}, Config{KeepGoing: true}, false, []finding.Kind{finding.Panic}},
		{"the first execution ends the process", fake.Program{fake.Exit()}, Config{KeepGoing: true}, false, []finding.Kind{finding.Exit}},
		{"nobody asks for a second execution", registered, Config{N: 1}, false, nil},
	} {
		if tt.cfg.N == 0 {
			tt.cfg.N = 60
		}
		res := explore(t, fake.New(tt.program...), tt.cfg)
		var kinds []finding.Kind
		for _, f := range res.Findings {
			kinds = append(kinds, f.Kind)
			if f.Spec.Isolated != tt.isolated || f.Verdict != Replayable {
				t.Errorf("%s: %s is isolated: %v, and %s", tt.reason, f.Kind, f.Spec.Isolated, f.Verdict)
			}
		}
		if res.Isolated != tt.isolated || !slices.Equal(kinds, tt.kinds) {
			t.Errorf("%s: isolated %v with %v, want %v with %v", tt.reason, res.Isolated, kinds, tt.isolated, tt.kinds)
		}
	}
}

// A failure that first executions show too, under other schedules than the
// default one, is a bug that the state of the process makes likelier.
func TestFailureOfFirstExecutionsToo(t *testing.T) {
	program := slices.Concat(fake.Program{fake.Go(fake.Load("process.n"), fake.Store("process.n", 1)), fake.Load("process.n"), fake.If(0, fake.Set(0))},
		fake.Program{fake.If(1, fake.Panic("seen")), fake.If(2, fake.Panic("seen"))})
	res := explore(t, fake.New(program...), Config{N: 60, KeepGoing: true})
	if res.Isolated || len(res.Findings) == 0 {
		t.Errorf("isolated %v with %d findings, want a finding like others", res.Isolated, len(res.Findings))
	}
}

func TestNoTimeToKnowWhetherItRunsTwice(t *testing.T) {
	var c clock
	lab := fake.New(again(fake.Panic("registered twice"))...)
	var warm int
	lab.Before = func(s execution.Spec) {
		if c.pass(time.Second); s.Index > 0 && !s.Isolated {
			warm++
		}
	}
	res := explore(t, lab, Config{N: 60, Budget: c.budget(6 * time.Second)})
	if res.Isolated || len(res.Findings) != 0 || warm == 0 || res.Executions != 1 {
		t.Errorf("isolated %v, %d findings in %d executions; want nothing but the default schedule", res.Isolated, len(res.Findings), res.Executions)
	}
}

func TestIsolatedFromTheStart(t *testing.T) {
	spec := base()
	spec.Isolated = true
	lab := fake.New(again(fake.Panic("registered twice"))...)
	if res := explore(t, lab, Config{Base: spec, N: 20}); !res.Isolated || len(res.Findings) != 0 || lab.Started() != 20 {
		t.Errorf("isolated %v, %d findings, %d processes; want 20 processes and nothing wrong", res.Isolated, len(res.Findings), lab.Started())
	}
}
