package judge

import (
	"context"
	"errors"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A mode says what happens in an execution of the fake laboratory.
type mode uint8

const (
	right mode = iota // the model: one takes the token, others wait
	wrong             // two calls overlap, and both take the one token
	stuck             // the token is taken, and one waits for it for ever
	lost              // one waits for ever while the token is there
	race
	skips // the calls are not made
)

// A token can be taken once.
type token struct {
	mode  mode
	taken chan bool // of one element, if the token is there
	first chan bool
	met   chan bool // closed when both calls have begun
	begun chan bool // of one element per call
}

func (k *token) Take() bool {
	k.begun <- true
	switch {
	case k.mode == wrong:
		select {
		case k.first <- true:
			<-k.met
		default:
			close(k.met)
		}
		return true
	case k.mode == lost:
		select {} // even the first
	}
	return <-k.taken
}

// A fake runs bodies in the way of each index's mode.
type fake struct {
	modes []mode
	now   mode
	body  func(*testing.T)
	specs []execution.Spec
	made  chan *token // where the next one is sent to; nil is nowhere
}

func (f *fake) construct() any {
	k := &token{mode: f.now, taken: make(chan bool, 1), first: make(chan bool, 1), met: make(chan bool), begun: make(chan bool, 2)}
	if f.made != nil {
		f.made <- k
		f.made = nil
	}
	k.taken <- true
	return k
}

func (f *fake) Run(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	f.specs = append(f.specs, spec)
	f.now = f.modes[spec.Index]
	o := execution.Outcome{Index: spec.Index}
	if spec.Trace {
		o.Trace = &trace.Trace{}
	}
	switch f.now {
	case skips:
	case stuck, lost:
		o.Status, o.Message = execution.Deadlock, "all wait"
		made := make(chan *token)
		go func() {
			f.made = made
			f.body(nil)
		}()
		k := <-made
		<-k.begun
		<-k.begun
		linear.Returns(nil)
	case race:
		o.Races = 1
	default:
		f.body(nil)
	}
	return o, nil
}

func (f *fake) Fresh(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	return f.Run(ctx, spec)
}

func (f *fake) RunBatch(ctx context.Context, spec execution.Spec, n int) (execution.Batch, error) {
	var b execution.Batch
	for range n {
		o, _ := f.Run(ctx, spec)
		b.Runs = append(b.Runs, execution.Run{Index: spec.Index})
		if o.Found() {
			b.Stop = &o
			break
		}
		spec.Index++
	}
	return b, nil
}

// laboratory judges two calls of Take at once.
func laboratory(t *testing.T, modes ...mode) (*Laboratory, *fake) {
	t.Helper()
	f := &fake{modes: modes}
	s, err := linear.NewSubject(linear.Config{New: f.construct, Model: func() any {
		k := &token{mode: right, taken: make(chan bool, 1), begun: make(chan bool, 2)}
		k.taken <- true
		return k
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := linear.Program{Threads: [][]linear.Op{{{}}, {{}}}}
	l := New("TestX", s, p, func(body func(*testing.T)) execution.Laboratory {
		f.body = body
		return f
	})
	l.checker.Alone = nil // the fake has no scheduler to notice what blocks
	return l, f
}

func TestBatchStopsAtTheFirstThatIsNotLinearizable(t *testing.T) {
	l, f := laboratory(t, stuck, wrong, wrong)
	b, err := l.RunBatch(t.Context(), execution.Spec{Index: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Runs) != 1 || b.Stop == nil || b.Stop.Index != 1 || b.Stop.Status != execution.Failed || b.Stop.Message != "not linearizable: *judge.token" {
		t.Errorf("runs %v, stopped by %+v; want the execution 1, failed", b.Runs, b.Stop)
	}
	if b.Stop != nil && b.Stop.Trace == nil || !f.specs[len(f.specs)-1].Trace {
		t.Error("the execution that stops the batch has no trace")
	}
	if l.Judgement().Bad == nil {
		t.Error("the history is not there")
	}
}

func TestOutcomes(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		mode    mode
		status  execution.Status
		message string
	}{
		{"who waits for what another has would wait in a sequential run too", stuck, execution.Passed, ""},
		{"nobody would wait while the token is there", lost, execution.Failed, "not linearizable: *judge.token"},
		{"two have the same", wrong, execution.Failed, "not linearizable: *judge.token"},
	} {
		l, _ := laboratory(t, tt.mode)
		for _, run := range []func(context.Context, execution.Spec) (execution.Outcome, error){l.Run, l.Fresh} {
			o, err := run(t.Context(), execution.Spec{})
			if err != nil || o.Status != tt.status || o.Message != tt.message {
				t.Errorf("%s: status %d, message %q, %v; want %d, %q", tt.reason, o.Status, o.Message, err, tt.status, tt.message)
			}
			if o.Found() && o.Trace == nil {
				t.Errorf("%s: the outcome has no trace", tt.reason)
			}
		}
	}
}

func TestRace(t *testing.T) {
	l, _ := laboratory(t, race, race)
	for _, run := range []func() error{
		func() error { _, err := l.Run(t.Context(), execution.Spec{}); return err },
		func() error { _, err := l.RunBatch(t.Context(), execution.Spec{Index: 1}, 1); return err },
	} {
		if err := run(); !errors.Is(err, ErrRace) {
			t.Errorf("error %v, want ErrRace", err)
		}
	}
	if n := l.Judgement().Raced; n != 1 {
		t.Errorf("the first race is in execution %d, want 1", n)
	}
}

func TestExecutionWithoutCalls(t *testing.T) {
	l, _ := laboratory(t, skips)
	if _, err := l.RunBatch(t.Context(), execution.Spec{}, 1); err == nil || err.Error() != "0 of 1 executions of the program made their calls" {
		t.Errorf("error %v, want one that says that the calls were not made", err)
	}
}
