package campaign

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/cause"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Standing is what became of a record.
type Standing string

const (
	StillFails   Standing = "still fails"
	ShowsAnother Standing = "shows another finding"
	PassesNow    Standing = "passes now"
	Differs      Standing = "no longer matches the code"
)

// A Replayed is what a recorded schedule showed.
type Replayed struct {
	Findings []Finding
	Outcome  execution.Outcome
	Diverged string // where a changed program left the recorded way; it may show a finding nevertheless
}

// Standing says what a replay shows of its record.
func (r *Replayed) Standing(rec *record.Record) Standing {
	switch {
	case slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == rec.Identity }):
		return StillFails
	case len(r.Findings) > 0:
		return ShowsAnother
	case r.Diverged != "":
		return Differs
	}
	return PassesNow
}

// SpecOf returns what runs the recorded schedule in this build. lost are the
// memory accesses that this build does not have.
func (c *Campaign) SpecOf(rec *record.Record) (spec execution.Spec, lost []record.Site, err error) {
	spec, lost, err = c.Records.Build.Spec(rec)
	spec.Limit = c.Explore.Budget.Limit()
	spec.Leaks = c.Explore.Base.Leaks || rec.Kind == finding.Leak
	return spec, lost, err
}

// Replay runs a recorded schedule in a new process. bound is for what is said of
// it.
func (c *Campaign) Replay(ctx context.Context, rec *record.Record, bound shrink.Config) (*Replayed, error) {
	spec, lost, err := c.SpecOf(rec)
	if err != nil {
		return nil, err
	}
	r := new(Replayed)
	if r.Outcome, err = c.Lab.Fresh(ctx, spec); err != nil {
		return nil, err
	}
	if r.Outcome.DivergedAt > 0 {
		r.Diverged = diverged(rec, &r.Outcome, lost)
	}
	if r.Outcome.Status == execution.Diverged {
		return r, nil
	}
	told, rest := cause.OfOne(explore.FromOutcome(r.Outcome), rec.Identity)
	for _, f := range told {
		shown := c.shown(rec.Test, finding.Identity(f), f, &r.Outcome)
		shown.Recorded = true
		if shown.ID == rec.Identity && r.Outcome.DivergedAt == 0 {
			if shown.Why, err = shrink.Explain(ctx, c.Lab, explore.ReplaySpec(spec, &r.Outcome), r.Outcome, shown.ID, bound); err != nil {
				return nil, err
			}
		}
		if f.Race != nil {
			shown.tellWith(rest)
		}
		r.Findings = append(r.Findings, shown)
	}
	return r, nil
}

// ErrGone says that a record does not show its finding any more.
var ErrGone = errors.New("the recorded schedule no longer shows its finding")

// Simplify gives the record in a file a simpler schedule, if there is one, and
// returns the finding as the record has it now. An error that is ErrGone says
// what became of the schedule.
func (c *Campaign) Simplify(ctx context.Context, file string, rec *record.Record, cfg shrink.Config) (Finding, error) {
	spec, lost, err := c.SpecOf(rec)
	if err != nil {
		return Finding{}, err
	}
	spec.Stacks = false
	out, err := c.Lab.Fresh(ctx, spec)
	if err != nil {
		return Finding{}, err
	}
	all := explore.FromOutcome(out)
	i := slices.IndexFunc(all, func(f finding.Finding) bool { return finding.Identity(f) == rec.Identity })
	switch {
	case i < 0 && out.DivergedAt > 0:
		return Finding{}, gone(diverged(rec, &out, lost))
	case i < 0:
		return Finding{}, gone(fmt.Sprintf("the recorded %s no longer occurs; racekit corpus prune deletes such records", rec.Kind))
	}
	f := &explore.Found{Finding: all[i], Identity: rec.Identity, Outcome: out, Spec: explore.ReplaySpec(spec, &out)}
	var r Result
	c.locate(ctx, f)
	why, cut := c.shrink(ctx, f, cfg, &r)
	if cut {
		r.Notes = append(r.Notes, fmt.Sprintf("there may be a simpler schedule: the budget of %v was used up (%s)", cfg.Time, c.Words.Budget))
	}
	full := c.withStacks(ctx, f)
	shown := c.shown(rec.Test, f.Identity, f.Finding, &full)
	shown.Why, shown.Notes = why, append(shown.Notes, r.Notes...)
	again, err := c.recordOf(f, shown)
	if err != nil {
		return shown, err
	}
	again.Strategy, again.Number = rec.Strategy, rec.Number
	if _, _, err := record.Save(filepath.Dir(filepath.Dir(file)), again, true); err != nil {
		return shown, err
	}
	shown.Record = file
	return shown, ctx.Err()
}

// gone is an ErrGone with a text of its own.
type gone string

func (g gone) Error() string        { return string(g) }
func (g gone) Is(target error) bool { return target == ErrGone }

// diverged says where a changed program left the recorded way.
func diverged(rec *record.Record, out *execution.Outcome, lost []record.Site) string {
	var b strings.Builder
	at := out.DivergedAt
	fmt.Fprintf(&b, "the program no longer matches the record: at step %d of %d", at, rec.Steps)
	tr := out.Trace
	if tr == nil {
		tr = &trace.Trace{}
	}
	step := func(i int) string {
		e := tr.Events[i]
		return fmt.Sprintf("%s (%s%s)", tr.Name(e.Task), e.Op, place(tr, i, " at "))
	}
	switch {
	case at > min(len(tr.Events), len(rec.Decisions)):
		b.WriteString(" it had ended")
	default:
		fmt.Fprintf(&b, " %s was to run and could not; %s ran", tr.Name(sched.TaskOf(rec.Decisions[at-1])), step(at-1))
	}
	if at >= 2 && at-2 < len(tr.Events) {
		fmt.Fprintf(&b, "; the step before was %s", step(at-2))
	}
	for _, s := range lost {
		fmt.Fprintf(&b, "; %s has changed", s.Func)
	}
	return b.String()
}

// place returns lead and where the code of event i is; "" if that is unknown.
func place(tr *trace.Trace, i int, lead string) string {
	f, ok := tr.At(i)
	if !ok || f.File == "" || trace.Package(f.Func) == "testing" {
		return ""
	}
	return fmt.Sprintf("%s%s:%d", lead, filepath.Base(f.File), f.Line)
}
