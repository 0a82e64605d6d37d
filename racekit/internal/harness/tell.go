package harness

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/shrink"
)

// Terminal says how findings are shown in the log of a test.
func Terminal() report.Terminal {
	return report.Terminal{GOROOT: os.Getenv("GOROOT"), Dirs: []string{directory}, Flags: "racekit."}
}

// Describe is the report of a finding, as racekit test prints it.
func (c *Call) Describe(ctx context.Context, lab execution.Laboratory, f *explore.Found) string {
	fail := c.Failure(ctx, lab, f)
	if fail.Ordinary() {
		return ordinary(c.T.Name(), fail)
	}
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() == "true" {
		c.keep(&fail)
	}
	var b bytes.Buffer
	Terminal().WriteFailure(&b, fail)
	_, text, _ := strings.Cut(b.String(), "\n") // package testing has headlines of its own
	return strings.TrimRight(text, "\n")
}

// ordinary is the report of a finding that is no matter of the schedule: what
// the body printed, by subtest.
func ordinary(test string, f report.Failure) string {
	var b, out bytes.Buffer
	Terminal().WriteFailure(&b, f)
	for _, p := range report.Parts(test, b.Bytes()) {
		if p.Test != test {
			out.WriteString("    in " + p.Test + "\n")
		}
		out.Write(p.Output)
	}
	return strings.TrimRight(out.String(), "\n")
}

// Failure gives a finding the simplest schedule that shows it, and says why it
// is as it is.
func (c *Call) Failure(ctx context.Context, lab execution.Laboratory, f *explore.Found) report.Failure {
	out, spec := f.Outcome, f.Spec
	fail := report.Failure{Test: c.T.Name(), Finding: f.Finding, Often: f.Frequency, Every: f.Every}
	if fail.Constant() {
		fail.Test, fail.Output = cmp.Or(finding.Owner(f.Finding, out.Trace), fail.Test), out.Output
		return fail
	}
	switch {
	case f.Verdict != explore.Replayable:
		fail.Notes = append(fail.Notes, f.Doubts()...)
	case c.Budget.Over():
		fail.Notes = append(fail.Notes, "it was not shrunk: "+c.spent())
	default:
		cfg := shrink.Config{Steps: shrinkSteps}
		if c.Budget.Time > 0 {
			cfg.Time = max(1, c.Budget.Share(c.at, c.of))
		}
		r, err := shrink.Shrink(ctx, lab, spec, out, f.Identity, cfg)
		if err != nil {
			fail.Notes = append(fail.Notes, "the schedule could not be made simpler: "+err.Error())
		} else {
			out, spec, fail.Finding, fail.Why = r.Outcome, r.Spec, r.Finding, r.Why
			switch {
			case r.Note != "":
				fail.Notes = append(fail.Notes, r.Note)
			case r.Cut:
				fail.Notes = append(fail.Notes, "there may be a simpler schedule: "+c.spent())
			}
		}
		if c.Budget.Over() {
			break
		}
		spec.Stacks = true
		if o, err := lab.Fresh(ctx, spec); err == nil && o.Hash == out.Hash && o.Status == out.Status {
			out = o
		}
	}
	fail.Trace, fail.Steps, fail.Output = out.Trace, out.Steps, out.Output
	fail.Test = cmp.Or(finding.Owner(fail.Finding, fail.Trace), fail.Test)
	fail.NoRace = Race && out.Races == 0
	return fail
}

// spent says that there was no time for more.
func (c *Call) spent() string {
	return fmt.Sprintf("the budget of %v was used up (racekit.Budget)", c.Budget.Time)
}

// shrinkSteps bounds the steps of all executions that make a schedule simpler.
const shrinkSteps = 1_000_000

// keep writes the execution of a finding as a page among the test's artifacts.
func (c *Call) keep(f *report.Failure) {
	name := filepath.Join(c.T.ArtifactDir(), "racekit-"+finding.Identity(f.Finding)+".html")
	err := file.SaveAll(name, func(w io.Writer) error { return Terminal().WritePage(w, *f) })
	if err != nil {
		f.Notes = append(f.Notes, err.Error())
		return
	}
	f.Pages = append(f.Pages, name)
}

// Again is the command that explores the test as this process does.
func (c *Call) Again() string {
	words := append([]string{"go test"}, "-run '"+c.pattern()+"'")
	if Race {
		words[0] += " -race"
	}
	return strings.Join(append(words, Given()...), " ")
}

// pattern selects the test of c and no other.
func (c *Call) pattern() string {
	var elems []string
	for elem := range strings.SplitSeq(c.T.Name(), "/") {
		elems = append(elems, "^"+regexp.QuoteMeta(elem)+"$")
	}
	return strings.Join(elems, "/")
}
