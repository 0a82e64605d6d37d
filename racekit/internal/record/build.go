package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Build is the test binary that a record was made with, or is run in.
type Build struct {
	Package  string // import path
	Go       string // as its runtime says: "go1.26.8 X:some"
	Race     bool
	Detector execution.Detector // if Race
	Short    bool
	Tags     string
	// Code returns its functions. It is called for schedules with memory
	// accesses only.
	Code func() (Code, error)
}

// CodeOf returns a reader for Build.Code, which reads the binary once.
func CodeOf(binary string) func() (Code, error) {
	return sync.OnceValues(func() (Code, error) { return ReadCode(binary) })
}

// GoVersion is the first word of b.Go: "go1.26.8".
func (b *Build) GoVersion() string {
	word, _, _ := strings.Cut(b.Go, " ")
	return word
}

// Record makes a record of a finding and the execution that shows it again, which
// strategy has found. Spec has its decisions, and log is the story of it.
func (b *Build) Record(kind finding.Kind, identity string, strategy sched.Config, spec execution.Spec, out *execution.Outcome, log []string) (*Record, error) {
	test, subtest, _ := strings.Cut(spec.Test, "/")
	r := &Record{
		Log:       log,
		Go:        b.GoVersion(),
		Engine:    Engine,
		Test:      test,
		Subtest:   subtest,
		Input:     spec.Input,
		Package:   b.Package,
		Kind:      kind,
		Identity:  identity,
		Strategy:  strategy.Kind.String(),
		Seed:      spec.Seed,
		Index:     spec.Index,
		Model:     spec.Model.String(),
		Race:      b.Race,
		Detector:  b.Detector,
		RealTime:  spec.RealTime,
		Epoch:     cmp.Or(spec.Epoch, execution.DefaultEpoch),
		Early:     spec.Early,
		Wide:      spec.Wide,
		Isolated:  spec.Isolated,
		Short:     b.Short,
		Tags:      b.Tags,
		MaxSteps:  spec.MaxSteps,
		Timeout:   spec.Timeout,
		Hash:      out.Hash,
		Steps:     out.Steps,
		Decisions: spec.Script,
	}
	if len(r.Decisions) < r.Steps {
		return nil, fmt.Errorf("the finding was not recorded: its schedule of %d steps is too long; racekit test -seed=%d shows it again", r.Steps, r.Seed)
	}
	if len(spec.Sites) == 0 {
		return r, nil
	}
	code, err := b.Code()
	if err != nil {
		return nil, err
	}
	for _, pc := range spec.Sites {
		s, ok := code.Site(pc)
		if !ok {
			return nil, fmt.Errorf("the memory access at %#x of the test binary is in no function", pc)
		}
		r.Sites = append(r.Sites, s)
	}
	return r, nil
}

// Spec returns what runs the recorded schedule in this build. lost are the sites
// that this build does not have.
func (b *Build) Spec(r *Record) (spec execution.Spec, lost []Site, err error) {
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
		Trace:    true,
		Stacks:   true,
		Values:   true,
	}
	if model, ok := sched.ModelOf(r.Model); ok {
		spec.Model = model
	}
	if kind, ok := sched.KindOf(r.Strategy); ok {
		spec.Strategy = sched.Config{Kind: kind}
	}
	if len(r.Sites) == 0 {
		return spec, nil, nil
	}
	code, err := b.Code()
	if err != nil {
		return spec, nil, err
	}
	for _, s := range r.Sites {
		if pc, ok := code.Offset(s); ok {
			spec.Sites = append(spec.Sites, pc)
		} else {
			lost = append(lost, s)
		}
	}
	slices.Sort(spec.Sites)
	return spec, lost, nil
}
