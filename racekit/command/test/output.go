package test

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/report/testout"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A pkgResult is how a package went.
type pkgResult struct {
	testout.Summary
	Said       []byte // by the compiler, or by racekit if the tests did not start
	Ran        int    // tests, examples and fuzz targets
	Accepted   int
	Verified   int    // tests of which nothing else can be seen
	OnTime     int    // of those, the ones with timers, which were on time
	NoPoint    int    // tests without a scheduling point
	Unwatched  int    // examples and fuzz targets at which the detector did not look
	Leaves     string // the first test that may leave goroutines beside the next; empty if there is none
	Unfinished bool
}

// summary is what ends the package.
func (p *pkgResult) summary() testout.Summary {
	s := p.Summary
	s.Failed = s.Failed || p.Unfinished
	s.NoTests = p.Ran == 0 && !s.Failed && !s.NoFiles && s.Built == ""
	if p.Accepted > 0 {
		s.Notes = append(s.Notes, text.Count(p.Accepted, "accepted finding"))
	}
	if p.Verified > 0 {
		note := fmt.Sprintf("%d of %s verified", p.Verified, text.Count(p.Ran, "test"))
		if p.OnTime > 0 {
			note += fmt.Sprintf(" (%d with timers on time)", p.OnTime)
		}
		s.Notes = append(s.Notes, note)
	}
	if p.NoPoint > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d without a scheduling point", p.NoPoint))
	}
	if p.Unwatched > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d run without the race detector", p.Unwatched))
	}
	if p.Unfinished {
		s.Notes = append(s.Notes, "unfinished")
	}
	return s
}

// A sink prints results as they come: begin, then run and test for each test,
// and plain; end is the only call for a package that was not built.
type sink interface {
	begin(pkg string)
	run(test string)
	test(x campaign.Result)
	plain(x plainResult)
	end(p pkgResult)
	close()
}

// textSink prints as go test does: what failed, and all with -v.
type textSink struct {
	w, errs io.Writer // errs gets what the compiler said
	term    report.Terminal
	verbose bool
	failed  bool
	leaks   constantLeaks // of the package
}

func (t *textSink) begin(string) {}

func (t *textSink) run(test string) {
	if t.verbose {
		fmt.Fprintf(t.w, "=== RUN   %s\n", test)
	}
}

func (t *textSink) test(x campaign.Result) {
	remarks, all := x.Remarks(t.verbose), x.Verdicts()
	own := t.leaks.add(x.Findings)
	if t.verbose {
		runLines(t.w, all)
	}
	if len(own) == 0 && (t.verbose || remarks != "") {
		fmt.Fprintf(t.w, "--- %s: %s (%.2fs)\n", strings.ToUpper(x.Action()), x.Test, x.Elapsed.Seconds())
	}
	t.findings(own)
	io.WriteString(t.w, t.term.Shorten(remarks))
	if t.verbose {
		resultLines(t.w, all, own)
	}
}

func (t *textSink) findings(all []campaign.Finding) {
	for _, f := range all {
		if f.Accepted != "" && !t.verbose {
			f = report.Brief(f)
		}
		t.unfold(f)
		t.term.WriteFailure(t.w, f)
	}
}

// unfold writes, with -v, every step of the execution that the report folds.
func (t *textSink) unfold(f campaign.Finding) {
	const most = 1000
	switch {
	case !t.verbose || f.Trace == nil || f.Constant():
	case len(f.Trace.Events) > most && f.Record != "":
		fmt.Fprintf(t.w, "    for all of its %d steps: racekit replay -v\n", f.Steps)
	case len(f.Trace.Events) > most:
		fmt.Fprintf(t.w, "    it has %d steps, too many to print here; a record replays them with racekit replay -v\n", f.Steps)
	default:
		t.term.WriteSteps(t.w, f.Trace)
	}
}

func (t *textSink) plain(x plainResult) {
	t.findings(t.leaks.add(x.Explored.Findings))
	remarks := x.Explored.Remarks(t.verbose)
	switch {
	case t.verbose || x.action() == "fail":
		if x.Name != "" {
			fmt.Fprintf(t.w, "--- %s: %s (%.2fs)\n", strings.ToUpper(x.action()), x.Name, x.Elapsed.Seconds())
		}
		io.WriteString(t.w, t.term.Shorten(x.Output))
	case remarks != "" && len(x.Explored.Findings) == 0:
		fmt.Fprintf(t.w, "--- %s: %s (%.2fs)\n", strings.ToUpper(x.action()), x.Name, x.Elapsed.Seconds())
	}
	io.WriteString(t.w, t.term.Shorten(remarks))
}

func (t *textSink) end(p pkgResult) {
	s := p.summary()
	t.leaks.write(t.w, t.term)
	t.failed = t.failed || s.Failed || s.Built != ""
	switch {
	case s.Built != "":
		io.WriteString(t.errs, t.term.Shorten(string(p.Said)))
	case s.Failed:
		io.WriteString(t.w, t.term.Shorten(string(p.Said))+"FAIL\n")
	case t.verbose && !s.NoFiles:
		io.WriteString(t.w, p.warning()+"PASS\n")
		if s.Coverage != "" {
			io.WriteString(t.w, s.Coverage+"\n")
		}
	}
	s.WriteTo(t.w)
}

func (t *textSink) close() {
	if t.failed {
		io.WriteString(t.w, "FAIL\n")
	}
}

// warning is what testing prints where no test was selected.
func (p *pkgResult) warning() string {
	if p.Ran == 0 {
		return "testing: warning: no tests to run\n"
	}
	return ""
}

// runLines writes, for -v, that the subtests run.
func runLines(w io.Writer, all []campaign.Verdict) {
	for _, v := range all[1:] {
		fmt.Fprintf(w, "=== RUN   %s\n", v.Name)
	}
}

// resultLines writes how the subtests ended, as go test -v does, but for those
// of which a finding has printed it.
func resultLines(w io.Writer, all []campaign.Verdict, findings []campaign.Finding) {
	var printed []string
	for i := range findings {
		if f := &findings[i]; f.Constant() && f.Accepted == "" {
			printed = append(printed, f.Involved()...)
		}
	}
	for _, v := range all[1:] {
		if slices.Contains(printed, v.Name) {
			continue
		}
		fmt.Fprintf(w, "%s--- %s: %s (%.2fs)\n", strings.Repeat("    ", v.Depth), strings.ToUpper(v.Action), v.Name, v.Elapsed.Seconds())
	}
}
