package explore

import (
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
)

// Nothing is said of why executions of one schedule differ but what is known.
func TestCause(t *testing.T) {
	count := fake.Program{fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n")}
	third := fake.If(3, fake.Panic("third"))
	n := 0
	noise := fake.Noise(func() int { n++; return n })
	for _, tt := range []struct {
		reason  string
		program fake.Program
		change  func(*execution.Spec)
		verdict Verdict
		cause   string
	}{
		{"one execution before it makes no difference", append(count, third), nil, NotRepeated, ""},
		{"one execution before it does make a difference", append(count, fake.If(1, fake.Yield()), third), nil, NotRepeated,
			"it depends on what earlier executions in the process did: its schedule gives another execution when it is the first of a process"},
		{"where there is none before it, nothing can depend on it", append(count, fake.If(1, fake.Yield()), third),
			func(s *execution.Spec) { s.Isolated = true }, NotRepeated, ""},
		{"a goroutine waited for the system", append(count, fake.Waited(), third), nil, NotRepeated,
			"a goroutine waited for the system (I/O, a system call or a signal), which no schedule controls"},
		{"it uses the system", append(count, fake.Crowded(), fake.Load("process.n"), third), nil, NotRepeated,
			"the test makes system calls, whose results no schedule controls"},
		{"a replay that is cut off says nothing", append(count, fake.If(2, fake.Stall()), third), nil, Unconfirmed, ""},
		{"two replays differ, and why is not known", fake.Program{noise, fake.If(5, fake.Yield()), fake.Panic("boom")}, nil, Inconsistent, ""},
		{"two replays differ, and use the system", fake.Program{fake.Crowded(), noise, fake.If(5, fake.Yield()), fake.Panic("boom")}, nil, Inconsistent,
			"the test makes system calls, whose results no schedule controls"},
	} {
		n = 0
		lab := fake.New(tt.program...)
		spec := execution.Spec{Test: "TestX", Index: 1, Trace: true}
		var want execution.Outcome
		for range 2 { // after the warm-up
			var err error
			if want, err = lab.Run(t.Context(), spec); err != nil {
				t.Fatal(err)
			}
		}
		spec = ReplaySpec(spec, &want)
		spec.Limit = time.Second
		if tt.change != nil {
			tt.change(&spec)
		}
		c, err := Confirm(t.Context(), lab, Budget{}, spec, &want)
		if err != nil || c.Verdict != tt.verdict || c.Cause != tt.cause {
			t.Errorf("%s: %v, it %s: %q; want %q", tt.reason, err, c.Verdict, c.Cause, tt.cause)
		}
	}
}

// A confirmation that there is no time for ends with the replay that runs.
func TestNoTimeToConfirm(t *testing.T) {
	count := fake.Program{fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(1, fake.Yield()), fake.If(3, fake.Panic("third"))}
	for replays, verdict := range map[int]Verdict{1: Unconfirmed, 2: NotRepeated, 3: NotRepeated} {
		var c clock
		lab := fake.New(count...)
		spec := execution.Spec{Test: "TestX", Index: 1, Trace: true}
		lab.Run(t.Context(), spec)
		want, err := lab.Run(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		lab.Before = func(execution.Spec) { ran++; c.pass(time.Second) }
		b := c.budget(time.Duration(2*replays-1) * time.Second / 3).Started() // over when so many have run
		got, err := Confirm(t.Context(), lab, b, ReplaySpec(spec, &want), &want)
		if err != nil || ran != replays || got.Verdict != verdict || got.Cause != "" && replays < 3 {
			t.Errorf("%d replays, %v, the finding %s: %q; want %d, and that it %s", ran, err, got.Verdict, got.Cause, replays, verdict)
		}
	}
}
