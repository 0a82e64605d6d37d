package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Verdict says what became of an execution when it was replayed in a new
// process.
type Verdict uint8

const (
	Unconfirmed  Verdict = iota // not replayed to its end: there was no time
	Replayable                  // took the same way and showed the same
	NotRepeated                 // replays agree with each other, but not with the execution
	Inconsistent                // two replays of one schedule differ
)

// String returns the words used in reports.
func (v Verdict) String() string {
	switch v {
	case Replayable:
		return "replays exactly"
	case NotRepeated:
		return "is not repeatable: two replays in fresh processes agree with each other, but not with the execution that showed it"
	case Inconsistent:
		return "is not repeatable: two replays of its schedule differ"
	}
	return "is not confirmed: it was not replayed to its end"
}

// A Confirmation is the result of replaying an execution.
type Confirmation struct {
	Verdict Verdict
	Replay  execution.Outcome // the first replay
	Second  execution.Outcome // the other one, if the verdict is not Replayable
	Part    *Parting          // where the traces part; nil if they do not
	Cause   string            // what is known of why, if the verdict is not Replayable; "" is nothing
}

// A Parting is the first step at which two traces of one schedule differ. A
// side that has no such step has ended before it.
type Parting struct {
	Step      int // from 1
	Want, Got Side
}

// A Side is what one of the executions did at a step.
type Side struct {
	Event *trace.Event // nil if it had ended
	Who   string       // the goroutine, as reports call it
	Stack []trace.Frame
}

// ReplaySpec returns the spec that repeats execution o of spec by its
// decisions, and says what it reads and writes; by its seed if the trace has only the first of them.
func ReplaySpec(spec execution.Spec, o *execution.Outcome) execution.Spec {
	spec.Index, spec.Learn, spec.Stacks, spec.Trace, spec.Values = o.Index, false, false, true, true
	if o.Trace != nil && len(o.Trace.Events) == o.Steps {
		spec.Script = o.Trace.Decisions()
	}
	return spec
}

// Confirm replays want, the outcome of spec, in a new process, and in one more if
// the first replay differs; alone, if others may be in the way. spec is as
// ReplaySpec returns it. Where one replay differs and there is no time for more,
// nothing is said.
func Confirm(ctx context.Context, lab execution.Laboratory, budget Budget, spec execution.Spec, want *execution.Outcome) (Confirmation, error) {
	spec.Alone = spec.Alone || meets(want)
	first, err := lab.Fresh(ctx, spec)
	if err != nil {
		return Confirmation{}, err
	}
	c := Confirmation{Replay: first, Verdict: Replayable}
	if same(want, &first) {
		return c, nil
	}
	late := budget.Over() || first.Status == execution.Cut
	if !late {
		if c.Second, err = lab.Fresh(ctx, spec); err != nil {
			return Confirmation{}, err
		}
	}
	if late || c.Second.Status == execution.Cut {
		c.Verdict = Unconfirmed
		return c, nil
	}
	other := want
	c.Verdict = NotRepeated
	if !same(&first, &c.Second) {
		c.Verdict, other = Inconsistent, &c.Second
	}
	c.Part = part(other.Trace, first.Trace)
	c.Cause, err = cause(ctx, lab, budget, spec, &c, want)
	return c, err
}

// Doubts says why a finding may not show when its execution is repeated: nothing
// of one that replays exactly, or that is about just this.
func (f *Found) Doubts() []string {
	if f.Verdict == Replayable || f.Kind == finding.Nondeterminism {
		return nil
	}
	if text := f.Outside(); text != "" {
		return []string{text}
	}
	out := []string{"this finding " + f.Verdict.String()}
	if f.Cause != "" {
		out = append(out, f.Cause)
	}
	if f.Part != nil {
		out = append(out, f.Part.String())
	}
	return out
}

// same reports whether two executions took the same way and showed the same.
func same(a, b *execution.Outcome) bool {
	return a.Hash == b.Hash && a.Status == b.Status && slices.Equal(identities(FromOutcome(*a)), identities(FromOutcome(*b)))
}

func identities(all []finding.Finding) []string {
	var ids []string
	for _, f := range all {
		ids = append(ids, finding.Identity(f))
	}
	slices.Sort(ids)
	return ids
}

// cause says what is known of why executions of one schedule differ. That they
// do because of those before them is known if the schedule shows one thing first
// in a process, and another after the warm-up.
func cause(ctx context.Context, lab execution.Laboratory, budget Budget, spec execution.Spec, c *Confirmation, want *execution.Outcome) (string, error) {
	switch {
	case want.External || c.Replay.External || c.Second.External:
		return "a goroutine waited for the system (I/O, a system call or a signal), which no schedule controls", nil
	case (want.Uses|c.Replay.Uses|c.Second.Uses)&execution.UsesSystem != 0:
		return "the test makes system calls, whose results no schedule controls", nil
	case c.Verdict == Inconsistent || spec.Isolated || spec.Index == 0 || budget.Over():
		return "", nil
	}
	spec.Isolated = true
	first, err := lab.Fresh(ctx, spec)
	if errors.Is(err, execution.ErrOneProcess) {
		return "", nil
	}
	if err != nil || same(&first, &c.Replay) {
		return "", err
	}
	return "it depends on what earlier executions in the process did: its schedule gives another execution when it is the first of a process", nil
}

// part compares two traces; nil if neither leaves the other.
func part(want, got *trace.Trace) *Parting {
	if want == nil || got == nil {
		return nil
	}
	n := min(len(want.Events), len(got.Events))
	for i := range n {
		if want.Events[i] != got.Events[i] {
			n = i
			break
		}
	}
	if n == len(want.Events) && n == len(got.Events) {
		return nil
	}
	return &Parting{Step: n + 1, Want: sideOf(want, n), Got: sideOf(got, n)}
}

func sideOf(t *trace.Trace, i int) Side {
	if i >= len(t.Events) {
		return Side{}
	}
	e := &t.Events[i]
	return Side{Event: e, Who: t.Name(e.Task), Stack: t.Sites[e.PC]}
}

// sites are the positions in the code at which the traces part.
func (p *Parting) sites() []trace.Frame {
	var out []trace.Frame
	for _, stack := range [][]trace.Frame{p.Want.Stack, p.Got.Stack} {
		if f, ok := trace.User(stack); ok {
			out = append(out, f)
		}
	}
	return out
}

// String says what each side did at the step, or what else differs there.
func (p *Parting) String() string {
	want, got := p.Want.String(), p.Got.String()
	if want != got {
		return fmt.Sprintf("at step %d one execution %s, the other %s", p.Step, want, got)
	}
	return fmt.Sprintf("the executions differ from step %d on, where both %s: %s", p.Step, want, difference(p.Want.Event, p.Got.Event))
}

// difference says in what two steps differ that do the same at the same place.
func difference(a, b *trace.Event) string {
	switch {
	case a.Ready != b.Ready:
		return fmt.Sprintf("%d goroutines could run in one, %d in the other", a.Ready, b.Ready)
	case a.Switch != b.Switch:
		return "it was a preemption in one of them"
	case a.Object != b.Object:
		return "they act on different objects"
	case a.PC != b.PC:
		return "they are different operations of that line"
	}
	return "the results differ"
}

func (s Side) String() string {
	if s.Event == nil {
		return "had ended"
	}
	at := ""
	if f, ok := trace.User(s.Stack); ok {
		at = fmt.Sprintf(" at %s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("ran %s (%s%s)", s.Who, s.Event.Op, at)
}

// nondeterminism is the finding that a confirmation amounts to.
func (c *Confirmation) nondeterminism() finding.Finding {
	f := finding.Finding{Kind: finding.Nondeterminism, Message: "the same schedule gave two different executions"}
	if c.Cause != "" {
		f.Message += "; " + c.Cause
	}
	if c.Part != nil {
		f.Sites, f.Detail = c.Part.sites(), c.Part.String()
	}
	return f
}
