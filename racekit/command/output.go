package command

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// An exploration is how one test went under all its schedules.
type exploration struct {
	Test       string
	Elapsed    time.Duration
	Explaining time.Duration // of it, for what was found: shrinking, stacks, records
	Schedules  int
	Distinct   int
	Steps      int // of the default schedule
	Coverage   explore.Coverage
	Confidence [][2]string // rows of what the schedules are worth
	Findings   []found
	Tests      []trace.Test // the test and its subtests, as the default schedule has them
	Skipped    bool         // by itself
	Whole      bool         // it explores itself: this says nothing of it
	Notes      []string     // limitations, a line each
	Unfinished string       // why it did not come to its end

	Quiet []silent // records, until it is known what else was found
}

// A found is one finding, ready to print.
type found struct {
	report.Failure
	ID string
}

// failure returns the first finding that is not accepted; nil if there is none.
func (x *exploration) failure() *found {
	for i := range x.Findings {
		if x.Findings[i].Accepted == "" {
			return &x.Findings[i]
		}
	}
	return nil
}

// action is the word that go test has for how the test ended.
func (x *exploration) action() string {
	switch {
	case x.failure() != nil || x.Unfinished != "":
		return "fail"
	case x.Skipped:
		return "skip"
	}
	return "pass"
}

// remarks are what is to be said of the test beside its findings.
func (x *exploration) remarks(verbose bool) string {
	var b strings.Builder
	for _, n := range x.Notes {
		fmt.Fprintf(&b, "    note: %s\n", n)
	}
	if x.Unfinished != "" {
		fmt.Fprintf(&b, "    unfinished: %s\n", strings.ReplaceAll(x.Unfinished, "\n", "\n        "))
	}
	if verbose && x.Schedules > 0 {
		fmt.Fprintf(&b, "    explored: %s, %d distinct\n", text.Count(x.Schedules, "schedule"), x.Distinct)
		x.worth(&b)
	}
	return b.String()
}

// verified reports whether all schedules were explored, none showed anything, and
// it is known that none can.
func (x *exploration) verified() bool {
	return x.Coverage.Extent == explore.Complete && x.Coverage.Verified() && len(x.Findings) == 0 && x.Unfinished == ""
}

// worth says what it means that a test has no findings.
func (x *exploration) worth(b *strings.Builder) {
	if len(x.Findings) > 0 || x.Skipped || x.Unfinished != "" {
		return
	}
	c := x.Coverage
	switch {
	case c.Extent == explore.Sampled:
		if c.Why != "" {
			fmt.Fprintf(b, "    not verified: %s\n", c.Why)
		}
	case !c.Verified():
		fmt.Fprintf(b, "    covered:  %s\n    not verified: %s\n", c, c.Unsure())
	case c.OnTime:
		c.OnTime = false // said already
		fmt.Fprintf(b, "    verified with timers on time: %s\n", c)
	default:
		fmt.Fprintf(b, "    verified: %s\n", c)
	}
	if c.Extent == explore.Complete {
		return
	}
	if c.Extent == explore.Bounded && c.Why != "" {
		fmt.Fprintf(b, "    not all:  %s\n", c.Why)
	}
	for _, row := range x.Confidence {
		fmt.Fprintf(b, "    %-9s %s\n", row[0]+":", row[1])
	}
}

// brief leaves of a known finding what reminds of it.
func brief(f report.Failure) report.Failure {
	f.Trace, f.Why, f.Output, f.Notes, f.NoRace, f.Record = nil, nil, nil, nil, false, ""
	f.Finding.Detail, f.Finding.Race = "", nil
	return f
}

// A pkgResult is how a package went.
type pkgResult struct {
	report.Summary
	Said       []byte // by the compiler, or by racekit if the tests did not start
	Ran        int    // tests, examples and fuzz targets
	Accepted   int
	Verified   int    // tests of which nothing else can be seen
	OnTime     int    // of those, the ones with timers, which were on time
	Leaves     string // the first test that may leave goroutines beside the next; empty if there is none
	Unfinished bool
}

// summary is what ends the package.
func (p *pkgResult) summary() report.Summary {
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
	test(x exploration)
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

func (t *textSink) test(x exploration) {
	remarks, all := x.remarks(t.verbose), x.verdicts()
	own := t.leaks.add(x.Findings)
	if t.verbose {
		runLines(t.w, all)
	}
	if len(own) == 0 && (t.verbose || remarks != "") {
		fmt.Fprintf(t.w, "--- %s: %s (%.2fs)\n", strings.ToUpper(x.action()), x.Test, x.Elapsed.Seconds())
	}
	t.findings(own)
	io.WriteString(t.w, t.term.Shorten(remarks))
	if t.verbose {
		resultLines(t.w, all, own)
	}
}

func (t *textSink) findings(all []found) {
	for _, f := range all {
		if f.Accepted != "" && !t.verbose {
			f.Failure = brief(f.Failure)
		}
		t.unfold(f.Failure)
		t.term.WriteFailure(t.w, f.Failure)
	}
}

// unfold writes, with -v, every step of the execution that the report folds.
func (t *textSink) unfold(f report.Failure) {
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
	remarks := x.Explored.remarks(t.verbose)
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
