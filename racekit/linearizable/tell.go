package linearizable

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/linear/judge"
	"github.com/racekit/toolkit/racekit/internal/text"
)

const (
	shrinkPrograms = 300 // tried at most
	shrinkRaces    = 30  // likewise, where each takes a new process
	shrinkEffort   = 4   // times the schedules of a program: what is smaller may be harder to hit
)

// tell shrinks and reports what was found: the program first, then its schedule.
func (x *search) tell(ctx context.Context, first *attempt) {
	t := x.call.T
	t.Helper()
	best, limit, n, try := first, shrinkPrograms, shrinkEffort*x.Schedules, x.try
	if first.Bad == nil {
		lab, end, err := x.call.Laboratory(func(*testing.T) {})
		if err != nil {
			t.Fatal(err)
		}
		defer end()
		limit, n = shrinkRaces, x.Schedules
		try = func(ctx context.Context, p linear.Program, n int) (*attempt, error) {
			return x.tryElsewhere(ctx, lab, p, n)
		}
		if best, err = try(ctx, first.program, n); err != nil || best.kind() != first.kind() {
			t.Errorf("racekit: %s is not safe for concurrent use: %s\nthe calls were\n%sit did not occur again in another process\nrun again: %s", x.subject.Type, first.kind(), indented(x.subject.Text(first.program)), x.call.Again())
			return
		}
	}
	if first.kind() != unstable {
		linear.Shrink(first.program, limit, func(p linear.Program) bool {
			a, err := try(ctx, p, n)
			if err != nil || a.kind() != first.kind() {
				return false
			}
			best = a
			return true
		})
	}
	found := fmt.Sprintf("found in program %d, after %s; shrunk from %s to %s", x.tried, text.Count(x.schedules, "schedule"),
		text.Count(first.program.Ops(), "call"), text.Count(best.program.Ops(), "call"))
	if !harness.Reports() || first.kind() == unstable {
		t.Errorf("racekit: %s\n%s\nrun again: %s", x.report(ctx, best), found, x.call.Again())
		return
	}
	t.Logf("racekit: %s: %s\n%s\nrun again: %s", best.found.Kind, best.found.Message, found, x.call.Again())
	r := campaign.Result{Schedules: x.schedules, Distinct: x.distinct}
	k, f, isNew := x.handed(ctx, best)
	if !isNew {
		x.call.HandOver(k, r)
		return
	}
	if best.Bad == nil {
		f.Notes = append(f.Notes, "the calls are")
		for line := range strings.Lines(x.subject.Text(best.program)) {
			f.Notes = append(f.Notes, "    "+strings.TrimRight(line, "\n"))
		}
	}
	f.Notes = append(f.Notes, found)
	r.Findings = []campaign.Finding{f}
	x.call.HandOver(k, r)
}

// handed is a finding as racekit test wants it: of another process, if one
// shows it. It is not new if its record has told it.
func (x *search) handed(ctx context.Context, a *attempt) (k *campaign.Campaign, f campaign.Finding, isNew bool) {
	shown := a
	if a.Bad != nil {
		lab, end, err := x.call.Laboratory(func(*testing.T) {})
		if err == nil {
			defer end()
			if b, err := x.tryElsewhere(ctx, lab, a.program, shrinkEffort*x.Schedules); err == nil && b.found != nil && b.found.Identity == a.found.Identity {
				shown = b
			}
		}
	}
	f, isNew = x.call.Finding(ctx, shown.campaign, shown.found)
	if a.Bad != nil && shown == a {
		f.Finding.Detail = x.describe(a.Checker, a.Bad)
	}
	return shown.campaign, f, isNew
}

// report is the text of a finding: the calls, and the schedule.
func (x *search) report(ctx context.Context, a *attempt) string {
	if a.Bad != nil && a.Checker.Random != nil {
		return x.describe(a.Checker, a.Bad)
	}
	fail := x.failure(ctx, a)
	steps := harness.Text(fail)
	if j := a.lab; a.Bad != nil {
		// The history of the schedule that is shown.
		return x.describe(a.Checker, j.(*judge.Laboratory).Judgement().Bad) + "\n" + steps
	}
	return fmt.Sprintf("%s is not safe for concurrent use\n%s%s", x.subject.Type, indented(x.subject.Text(a.program)), steps)
}

// failure is a finding in the words of this package.
func (x *search) failure(ctx context.Context, a *attempt) campaign.Finding {
	fail, _ := x.call.Finding(ctx, a.campaign, a.found)
	if a.Bad != nil {
		fail.Finding.Message = "a schedule that shows it"
	}
	return fail
}

// describe says what the calls did and why that is wrong.
func (x *search) describe(c *linear.Checker, h *linear.History) string {
	var b strings.Builder
	if m := c.Random; m != nil {
		fmt.Fprintf(&b, "%s.%s gives different results in equal sequential runs, so nothing can be said about it; leave it out with linearizable.Without(%q), or say with linearizable.Observe what is compared of its results\n", x.subject.Type, m.Name, m.Name)
		return b.String() + h.Timeline()
	}
	fmt.Fprintf(&b, "%s is not linearizable\n%s%s", x.subject.Type, indented(h.Timeline()), c.Explain(h))
	if file := x.picture; file != "" {
		file = harness.Path(file)
		if err := c.Visualize(h, file); err != nil {
			fmt.Fprintf(&b, "the picture could not be written: %v\n", err)
		} else {
			fmt.Fprintf(&b, "picture: %s\n", file)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// indented shows a text of several lines as part of another one.
func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
