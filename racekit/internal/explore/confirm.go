package explore

import (
	"context"
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
	Unconfirmed  Verdict = iota // not replayed: there was no time
	Replayable                  // took the same way and showed the same
	CarriedOver                 // replays agree with each other, but not with the execution
	Inconsistent                // two replays of one schedule differ
)

// String returns the words used in reports.
func (v Verdict) String() string {
	switch v {
	case Replayable:
		return "replays exactly"
	case CarriedOver:
		return "depends on state that earlier executions in the process left behind"
	case Inconsistent:
		return "depends on something that the schedule does not control"
	}
	return "was not replayed"
}

// A Confirmation is the result of replaying an execution.
type Confirmation struct {
	Verdict Verdict
	Replay  execution.Outcome // the first replay
	Part    *Parting          // where the traces part; nil if they do not
	Cause   string            // the likely one, if the verdict is not Replayable
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

// Confirm replays want, the outcome of spec, in a new process, and in one more
// if the first replay differs. spec is as ReplaySpec returns it.
func Confirm(ctx context.Context, lab execution.Laboratory, spec execution.Spec, want *execution.Outcome) (Confirmation, error) {
	first, err := lab.Fresh(ctx, spec)
	if err != nil {
		return Confirmation{}, err
	}
	c := Confirmation{Replay: first, Verdict: Replayable}
	if same(want, &first) {
		return c, nil
	}
	second, err := lab.Fresh(ctx, spec)
	if err != nil {
		return Confirmation{}, err
	}
	other := want
	c.Verdict = CarriedOver
	if !same(&first, &second) {
		c.Verdict, other = Inconsistent, &second
	}
	c.Part = part(other.Trace, first.Trace)
	c.Cause = cause(c.Verdict, want.External || first.External || second.External, want.Uses|first.Uses|second.Uses)
	return c, nil
}

// Doubts says why a finding may not show when its execution is repeated: nothing
// of one that replays exactly, or that is about just this.
func (f *Found) Doubts() []string {
	if f.Verdict == Replayable || f.Kind == finding.Nondeterminism {
		return nil
	}
	if text := f.outside(); text != "" {
		return []string{text}
	}
	out := []string{"this finding " + f.Verdict.String()}
	if f.Cause != "" {
		out = append(out, "likely cause: "+f.Cause)
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

func cause(v Verdict, external bool, uses execution.Uses) string {
	switch {
	case external:
		return "real I/O, a system call or a signal that a goroutine waited for"
	case v == CarriedOver && uses&execution.UsesSystem != 0:
		return "package state carried over from earlier executions in the process, or files that executions in other processes change too (-p 1 has only one)"
	case v == CarriedOver:
		return "package state carried over from earlier executions in the process"
	default:
		return "the wall clock, cgo, or a random number that is not from the seed"
	}
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
		return fmt.Sprintf("at step %d one execution %s and the other %s", p.Step, want, got)
	}
	return fmt.Sprintf("at step %d %s in both executions, %s", p.Step, want, difference(p.Want.Event, p.Got.Event))
}

// difference says in what two steps differ that do the same at the same place.
func difference(a, b *trace.Event) string {
	switch {
	case a.Ready != b.Ready:
		return fmt.Sprintf("when %d goroutines could run in one and %d in the other", a.Ready, b.Ready)
	case a.Switch != b.Switch:
		return "as a preemption in one of them"
	case a.Object != b.Object:
		return "on different objects"
	}
	return "with different results"
}

func (s Side) String() string {
	if s.Event == nil {
		return "had ended"
	}
	text := fmt.Sprintf("%s did %s", s.Who, s.Event.Op)
	if f, ok := trace.User(s.Stack); ok {
		text += fmt.Sprintf(" at %s:%d", f.File, f.Line)
	}
	return text
}

// nondeterminism is the finding that a confirmation amounts to.
func (c *Confirmation) nondeterminism() finding.Finding {
	f := finding.Finding{
		Kind:    finding.Nondeterminism,
		Message: "the same schedule, run twice, took two ways; likely cause: " + c.Cause,
	}
	if c.Part != nil {
		f.Sites, f.Detail = c.Part.sites(), c.Part.String()
	}
	return f
}
