package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// recordOf makes a record of a finding that replays. log is the story of it.
func (e *engine) recordOf(f *explore.Found, log []string) (*finding.Record, error) {
	test, subtest, _ := strings.Cut(f.Spec.Test, "/")
	r := &finding.Record{
		Log:       log,
		Go:        e.goVersion(),
		Test:      test,
		Subtest:   subtest,
		Input:     f.Spec.Input,
		Package:   e.Pkg.ImportPath,
		Kind:      f.Kind,
		Identity:  f.Identity,
		Strategy:  kindNames[f.Strategy.Kind],
		Seed:      f.Spec.Seed,
		Index:     f.Spec.Index,
		Model:     modelNames[f.Spec.Model],
		Race:      e.o.race,
		RealTime:  f.Spec.RealTime,
		Epoch:     cmp.Or(f.Spec.Epoch, execution.DefaultEpoch),
		Early:     f.Spec.Early,
		Wide:      f.Spec.Wide,
		Isolated:  f.Spec.Isolated,
		Short:     e.o.short,
		Tags:      e.o.tags,
		MaxSteps:  f.Spec.MaxSteps,
		Timeout:   f.Spec.Timeout,
		Hash:      f.Outcome.Hash,
		Steps:     f.Outcome.Steps,
		Decisions: f.Spec.Script,
	}
	if len(r.Decisions) < r.Steps {
		return nil, fmt.Errorf("the finding was not recorded: its schedule of %d steps is too long; racekit test -seed=%d shows it again", r.Steps, r.Seed)
	}
	code, err := e.code()
	if err != nil {
		return nil, err
	}
	for _, pc := range f.Spec.Sites {
		s, ok := code.site(pc)
		if !ok {
			return nil, fmt.Errorf("the memory access at %#x of the test binary is in no function", pc)
		}
		r.Sites = append(r.Sites, s)
	}
	return r, nil
}

// specOf returns what runs the recorded schedule in this build. lost are the
// sites that this build does not have.
func (e *engine) specOf(r *finding.Record) (spec execution.Spec, lost []finding.Site, err error) {
	test := r.Test
	if r.Subtest != "" {
		test += "/" + r.Subtest
	}
	spec = execution.Spec{
		Test:     test,
		Input:    r.Input,
		Index:    r.Index,
		Seed:     r.Seed,
		Strategy: sched.Config{Kind: sched.FIFO},
		Script:   r.Decisions,
		RealTime: r.RealTime,
		Epoch:    cmp.Or(r.Epoch, execution.FirstEpoch),
		Early:    r.Early,
		Wide:     r.Wide,
		Isolated: r.Isolated,
		MaxSteps: r.MaxSteps,
		Timeout:  r.Timeout,
		Limit:    explore.Budget{Time: e.o.Budget}.Limit(),
		Trace:    true,
		Stacks:   true,
		Values:   true,
		Leaks:    e.o.Leaks != settings.NoLeaks || r.Kind == finding.Leak,
	}
	for model, name := range modelNames {
		if name == r.Model {
			spec.Model = model
		}
	}
	for kind, name := range kindNames {
		if name == r.Strategy {
			spec.Strategy = sched.Config{Kind: kind}
		}
	}
	if len(r.Sites) == 0 {
		return spec, nil, nil
	}
	code, err := e.code()
	if err != nil {
		return spec, nil, err
	}
	for _, s := range r.Sites {
		if pc, ok := code.offset(s); ok {
			spec.Sites = append(spec.Sites, pc)
		} else {
			lost = append(lost, s)
		}
	}
	slices.Sort(spec.Sites)
	return spec, lost, nil
}

var modelNames = map[execution.Model]string{
	execution.Preemptive:  "preemptive",
	execution.Cooperative: "cooperative",
}

var kindNames = map[sched.Kind]string{
	sched.RandomWalk: "walk",
	sched.PCT:        "pct",
	sched.POS:        "pos",
	sched.URW:        "urw",
	sched.SURW:       "surw",
	sched.Delay:      "delay",
	sched.FIFO:       "fifo",
	sched.LIFO:       "lifo",
}

// goVersion is the first word of what the worker says: "go1.26.8".
func (e *engine) goVersion() string {
	word, _, _ := strings.Cut(e.info.GoVersion, " ")
	return word
}
