package harness

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/handover"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// Reports reports whether racekit test has started this process: it reports,
// counts and accepts what the library finds here, and a test need not fail by
// what it hands over.
func Reports() bool { return handover.To != nil }

// Campaign is what an exploration in lab is part of: it says what there is to say
// of its findings. In racekit test those are recorded that another process can
// repeat.
func (c *Call) Campaign(lab execution.Laboratory, cfg explore.Config) *campaign.Campaign {
	k := &campaign.Campaign{Lab: lab, Explore: cfg, Race: Race, GOROOT: os.Getenv("GOROOT"),
		Words: campaign.Words{Budget: "racekit.Budget", Longer: "give it a higher racekit.Budget", Less: "let the body do less"}}
	o := handover.To
	if o == nil {
		return k
	}
	k.AsFound, k.GOROOT, k.Words.Budget = o.AsFound, o.GOROOT, "-budget"
	if _, others := lab.(*execution.Pool); others {
		k.Records = c.recordsFor(o)
		k.Known = map[string]bool{}
		test, _, _ := strings.Cut(c.T.Name(), "/")
		for _, identity := range o.Known[test] {
			k.Known[identity] = true
		}
	}
	return k
}

// recordsFor is how findings are recorded in racekit test.
func (c *Call) recordsFor(o *handover.Order) *campaign.Records {
	everywhere := report.Terminal{GOROOT: o.GOROOT, Dirs: []string{directory, o.Module}}
	return &campaign.Records{
		Root: o.Records,
		Keep: o.Keep,
		Build: record.Build{Package: o.Package, Go: runtime.Version(), Race: Race, Detector: c.detector(), Short: testing.Short(), Tags: o.Tags,
			Code: func() (record.Code, error) {
				exe, err := os.Executable()
				if err != nil {
					return nil, err
				}
				return record.ReadCode(exe)
			}},
		Story: func(f campaign.Finding) []string {
			var b strings.Builder
			everywhere.WriteFailure(&b, f)
			return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
		},
	}
}

// HandOver gives racekit test what a call has explored. It does nothing unless
// Reports.
func (c *Call) HandOver(k *campaign.Campaign, r campaign.Result) {
	if !Reports() {
		return
	}
	c.T.Helper()
	r.Test = c.T.Name()
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Test == "" {
			f.Test = r.Test
		}
		if k != nil && k.Records == nil && !f.Ordinary() {
			f.Notes = append(f.Notes, "not recorded, because no other process can repeat what was drawn; run the test again to see it")
		}
	}
	if err := handover.To.Give(r); err != nil {
		c.T.Errorf("racekit: %v", err)
	}
}

// Fail makes the test fail by what an exploration has found, each finding with
// its report. If racekit test reports them it gets them, and the log only names
// them.
func (c *Call) Fail(ctx context.Context, k *campaign.Campaign, res *explore.Result) campaign.Result {
	c.T.Helper()
	r := k.Tell(ctx, res)
	if Reports() {
		for _, f := range res.Findings {
			c.T.Logf("racekit: schedule %d of %d: %s: %s", f.First+1, res.Executions, f.Kind, f.Message)
		}
		c.HandOver(k, r)
		return r
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Of == 0 {
			c.T.Errorf("racekit: %s", c.text(f))
			continue
		}
		c.T.Errorf("racekit: schedule %d of %d\n%s", f.Schedule, f.Of, c.text(f))
	}
	return r
}

// Describe is the report of one finding, as racekit test prints it.
func (c *Call) Describe(ctx context.Context, k *campaign.Campaign, f *explore.Found) string {
	shown, _ := c.Finding(ctx, k, f)
	return c.text(&shown)
}

// Finding is one finding with all that there is to say of it; false if racekit
// test has told it already, by its record.
func (c *Call) Finding(ctx context.Context, k *campaign.Campaign, f *explore.Found) (campaign.Finding, bool) {
	r := k.TellOf(ctx, f)
	if len(r.Findings) == 0 {
		return campaign.Finding{Test: c.T.Name(), Finding: f.Finding}, false
	}
	shown := r.Findings[0]
	shown.Notes = append(shown.Notes, r.Notes...)
	return shown, true
}

// Terminal says how findings are shown in the log of a test.
func Terminal() report.Terminal {
	return report.Terminal{GOROOT: os.Getenv("GOROOT"), Dirs: []string{directory}, Flags: "racekit."}
}

// text is the report of a finding without the headline: package testing has
// headlines of its own.
func (c *Call) text(f *campaign.Finding) string {
	if f.Ordinary() {
		return ordinary(c.T.Name(), *f)
	}
	if a := flag.Lookup("test.artifacts"); a != nil && a.Value.String() == "true" {
		c.keep(f)
	}
	return Text(*f)
}

// Text is the report of a finding without the headline.
func Text(f campaign.Finding) string {
	var b bytes.Buffer
	Terminal().WriteFailure(&b, f)
	_, text, _ := strings.Cut(b.String(), "\n")
	return strings.TrimRight(text, "\n")
}

// ordinary is the report of a finding that is no matter of the schedule: what
// the body printed, by subtest.
func ordinary(test string, f campaign.Finding) string {
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

// keep writes the execution of a finding as a page among the test's artifacts.
func (c *Call) keep(f *campaign.Finding) {
	if f.Trace == nil {
		return
	}
	name := filepath.Join(c.T.ArtifactDir(), "racekit-"+f.ID+".html")
	if err := file.SaveAll(name, func(w io.Writer) error { return Terminal().WritePage(w, *f) }); err != nil {
		f.Notes = append(f.Notes, err.Error())
		return
	}
	f.Pages = append(f.Pages, name)
}

// Again is the command that explores the test as this process does. The detector
// of racekit is in what racekit test builds alone.
func (c *Call) Again() string {
	words := append([]string{"go test"}, "-run '"+c.pattern()+"'")
	switch {
	case Race && c.detector() == execution.Own:
		words[0] = "racekit test -detector=own"
		return strings.Join(append(words, given(func(s *settings.Setting) string { return "-" + s.Flag })...), " ")
	case Race:
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
