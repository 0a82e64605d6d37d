package test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/report/testout"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A fakeLab has a made-up course for every test.
type fakeLab struct {
	tests    courses
	info     execution.Info
	plain    []plainResult
	coverage string
	explored []string
}

type courses map[string]func(context.Context) (campaign.Result, error)

func (f *fakeLab) Info() execution.Info { return f.info }

func (f *fakeLab) Coverage() (string, error) { return f.coverage, nil }

func (f *fakeLab) Explore(ctx context.Context, test string, progress func(engine.Counts)) (campaign.Result, error) {
	f.explored = append(f.explored, test)
	progress(engine.Counts{Schedules: 1})
	x, err := f.tests[test](ctx)
	x.Test = test
	return x, err
}

func (f *fakeLab) Plain(_ context.Context, names []string, _ map[string][]string) ([]plainResult, error) {
	f.explored = append(f.explored, names...)
	return f.plain, nil
}

// handed is what a test may have found by itself.
func handed() []campaign.Result {
	return []campaign.Result{{Test: "TestA/sub", Schedules: 60, Distinct: 41, Findings: []campaign.Finding{{
		ID:   "4f2a91c07d3be815",
		Test: "TestA/sub", Schedule: 3, Of: 60, Finding: finding.Finding{Kind: finding.TestFailure, Message: "lost update"},
	}}}}
}

func passes(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 1000, Distinct: 812, Elapsed: 210 * time.Millisecond}, nil
}

func whole(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 1, Whole: true}, nil
}

func skips(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 1, Distinct: 1, Skipped: true, Notes: []string{"skipped under every schedule"}}, nil
}

func fails(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 37, Distinct: 30, Findings: []campaign.Finding{{
		ID:   "4f2a91c07d3be815",
		Test: "TestA", Schedule: 37, Of: 1000,
		Finding: finding.Finding{Kind: finding.TestFailure, Message: "lost update"},
		Output:  []byte("some output\n"),
		Record:  "testdata/racekit/TestA/4f2a91c07d3be815",
	}}}, nil
}

// nests has subtests, of which one fails in some schedules and one in all.
func nests(context.Context) (campaign.Result, error) {
	tests := []trace.Test{{Name: "TestA"}, {Name: "TestA/add", Done: true}, {Name: "TestA/load/store"}, {Name: "TestA/off", Skipped: true, Done: true}, {Name: "TestA/add/in", Done: true}}
	failed := func(names ...string) *trace.Trace {
		tr := &trace.Trace{Test: "TestA", Tests: slices.Clone(tests)}
		for i := range tr.Tests {
			tr.Tests[i].Failed = slices.Contains(names, tr.Tests[i].Name)
		}
		return tr
	}
	return campaign.Result{Schedules: 60, Distinct: 41, Elapsed: 210 * time.Millisecond, Tests: tests, Findings: []campaign.Finding{{
		ID:   "4f2a91c07d3be815",
		Test: "TestA/load/store", Schedule: 5, Of: 1000, Trace: failed("TestA", "TestA/load/store"),
		Finding: finding.Finding{Kind: finding.TestFailure, Message: "lost update"},
		Record:  "testdata/racekit/TestA/4f2a91c07d3be815",
	}, {
		ID:   "0123456789abcdef",
		Test: "TestA/add/in", Every: 60, Trace: failed("TestA", "TestA/add", "TestA/add/in"),
		Finding: finding.Finding{Kind: finding.TestFailure, Message: "got 1, want 2"},
		Output:  []byte("--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/add (0.00s)\n        a_test.go:7: well\n        --- FAIL: TestA/add/in (0.00s)\n            a_test.go:9: got 1, want 2\n"),
	}}}, nil
}

// leaks is a test with a leak that every schedule shows.
func leaks(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 60, Distinct: 41, Findings: []campaign.Finding{{
		ID:   "4f2a91c07d3be815",
		Test: "TestA", Every: 60, Finding: finding.Finding{Kind: finding.Leak, Message: "G2 can never run again: receive at a.go:7",
			Detail: "G2, started at /a/a.go:6\n  example.com/a.F\n      /a/a.go:7"},
	}}}, nil
}

// leaksToo is another test with that leak.
func leaksToo(ctx context.Context) (campaign.Result, error) {
	x, err := leaks(ctx)
	x.Findings[0].Test = "TestB/sub"
	x.Tests = []trace.Test{{Name: "TestB"}, {Name: "TestB/sub"}}
	return x, err
}

// parallel is a test that go test runs beside others. Alone it is right.
func parallel(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 2, Distinct: 2, Elapsed: 10 * time.Millisecond,
		Coverage: explore.Coverage{Extent: explore.Complete, Schedules: 2, Uses: execution.UsesParallel}}, nil
}

// races is what parallel tests do together.
func races(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 4, Distinct: 4, Tests: []trace.Test{{Name: "TestA"}, {Name: "TestC"}}, Findings: []campaign.Finding{{
		ID: "4f2a91c07d3be815", Test: "parallel tests", Schedule: 3, Of: 4, Notes: []string{"parallel tests: TestA, TestC"},
		Finding: finding.Finding{Kind: finding.DataRace, Message: "write in TestA races with write in TestC"},
		Record:  "testdata/racekit/TestA/4f2a91c07d3be815",
	}}}, nil
}

func breaks(context.Context) (campaign.Result, error) {
	return campaign.Result{Schedules: 5, Distinct: 5}, errors.New("no worker could be started: out of memory")
}

func parseOptions(t *testing.T, flags string) *engine.Options {
	t.Helper()
	o := new(engine.Options)
	c := frame.Command{Accepts: frame.Accepts{Max: frame.AnyNumber, Binary: true}}
	o.Flags(&c.Flags)
	if _, err := frame.Parse(&c, strings.Fields(flags)); err != nil {
		t.Fatal(err)
	}
	return o
}

// runFakes runs two packages: a is as given, z passes.
func runFakes(ctx context.Context, t *testing.T, flags string, a *fakeLab) (code int, z *fakeLab, out string) {
	t.Helper()
	o := parseOptions(t, flags)
	z = &fakeLab{info: execution.Info{Tests: []string{"TestZ"}}, tests: courses{"TestZ": passes}}
	labs := map[string]lab{"example.com/a": a, "example.com/z": z}
	var w bytes.Buffer
	accept, err := readAccepted(o.Accept, "")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	r := &runner{o: o, accept: accept, status: engine.NewStatus(&w, engine.StatusOff, time.Hour), now: now, open: func(_ context.Context, b *gocmd.Binary) (lab, error) {
		return labs[b.Pkg.ImportPath], nil
	}}
	if o.JSON {
		r.out = &jsonSink{w: &w, now: now}
	} else {
		r.out = &textSink{w: &w, errs: &w, verbose: o.Verbose}
	}
	var built []<-chan *gocmd.Binary
	for _, path := range []string{"example.com/a", "example.com/z"} {
		ch := make(chan *gocmd.Binary, 1)
		ch <- &gocmd.Binary{Pkg: &gocmd.Package{ImportPath: path, TestGoFiles: []string{"x_test.go"}}}
		built = append(built, ch)
	}
	code = r.all(ctx, built)
	return code, z, wallClock.ReplaceAllString(w.String(), "${1}0.000$2")
}

// wallClock is how long a package took, in the line that ends it and in events.
var wallClock = regexp.MustCompile(`((?:\t|\\t)example.com/\w+(?:\t|\\t)|"Package":"example.com/\w","Elapsed":)[0-9.]+(s|})`)

func TestRunner(t *testing.T) {
	tests := []struct {
		reason string
		flags  string
		lab    fakeLab
		code   int
		ran    string
		zRan   string // tests of the second package that ran
		golden string
	}{
		{
			reason: "all pass",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": passes}},
			code:   frame.ExitClean, ran: "TestA", zRan: "TestZ", golden: "pass",
		},
		{
			reason: "all pass, told at length",
			flags:  "-v",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": passes, "TestB": skips}},
			code:   frame.ExitClean, ran: "TestA TestB", zRan: "TestZ", golden: "verbose",
		},
		{
			reason: "a finding fails the package, the others go on",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": fails, "TestB": passes}},
			code:   frame.ExitFinding, ran: "TestA TestB", zRan: "TestZ", golden: "finding",
		},
		{
			reason: "parallel tests run once more together, those that are right by themselves",
			flags:  "-v",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB", "TestC", "TestD"}},
				tests: courses{"TestA": parallel, "TestB": passes, "TestC": parallel, "TestD": fails, "TestA+TestC": races}},
			code: frame.ExitFinding, ran: "TestA TestB TestC TestD TestA+TestC", zRan: "TestZ", golden: "together",
		},
		{
			reason: "one parallel test has none beside it that is right",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": parallel, "TestB": passes}},
			code:   frame.ExitClean, ran: "TestA TestB", zRan: "TestZ", golden: "together-one",
		},
		{
			reason: "that they cannot be explored together leaves nothing unfinished",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": parallel, "TestB": parallel,
				"TestA+TestB": func(context.Context) (campaign.Result, error) {
					return campaign.Result{Schedules: 1, Unfinished: "an execution takes too long"}, nil
				}}},
			code: frame.ExitClean, ran: "TestA TestB TestA+TestB", zRan: "TestZ", golden: "together-not",
		},
		{
			reason: "an accepted finding is listed and fails nothing",
			flags:  "-accept=testdata/accept.txt",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": fails}},
			code:   frame.ExitClean, ran: "TestA", zRan: "TestZ", golden: "accepted",
		},
		{
			reason: "failfast starts nothing more",
			flags:  "-failfast",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}, Examples: []string{"ExampleA"}}, tests: courses{"TestA": fails, "TestB": passes}},
			code:   frame.ExitFinding, ran: "TestA",
		},
		{
			reason: "a test that could not be explored is not a pass",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": breaks, "TestB": passes}},
			code:   frame.ExitUnfinished, ran: "TestA TestB", zRan: "TestZ", golden: "unfinished",
		},
		{
			reason: "the highest exit code wins, not the last",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": breaks, "TestB": fails}},
			code:   frame.ExitUnfinished, ran: "TestA TestB", zRan: "TestZ",
		},
		{
			reason: "-run and -skip select tests, examples and fuzz targets",
			flags:  "-run=A -skip=TestA",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}, Examples: []string{"ExampleA"}, Fuzzers: []string{"FuzzA", "FuzzB"}},
				plain: []plainResult{{Name: "ExampleA", Action: "pass"}, {Name: "FuzzA", Action: "pass"}}},
			code: frame.ExitClean, ran: "ExampleA FuzzA",
		},
		{
			reason: "nothing selected",
			flags:  "-run=Nothing",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}},
			code:   frame.ExitClean, golden: "nothing",
		},
		{
			reason: "nothing selected, in events: a pass, as in go test",
			flags:  "-json -run=Nothing",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}},
			code:   frame.ExitClean, golden: "json-nothing",
		},
		{
			reason: "coverage is said where go test says it",
			flags:  "-v -cover",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": passes}, coverage: "coverage: 66.7% of statements"},
			code:   frame.ExitClean, ran: "TestA", zRan: "TestZ", golden: "cover",
		},
		{
			reason: "a failing example counts",
			lab: fakeLab{info: execution.Info{Examples: []string{"ExampleA"}},
				plain: []plainResult{{Name: "ExampleA", Action: "fail", Output: "got:\n4\nwant:\n5\n"}}},
			code: frame.ExitFinding, ran: "ExampleA", zRan: "TestZ", golden: "example",
		},
		{
			reason: "a test that explores itself runs once more as it is, and fails the package",
			flags:  "-v",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": whole, "TestB": passes},
				plain: []plainResult{{Name: "TestA", Action: "fail", Output: "    a_test.go:5: a race, and none is declared\n"}}},
			code: frame.ExitFinding, ran: "TestA TestB TestA", zRan: "TestZ", golden: "whole",
		},
		{
			reason: "what a test that explores itself hands over is counted and reported, though the test itself has not failed",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": whole},
				plain: []plainResult{{Name: "TestA", Action: "pass", Output: "    a_test.go:5: schedule 3: test failure\n", Handed: handed()}}},
			code: frame.ExitFinding, ran: "TestA TestA", zRan: "TestZ", golden: "handed",
		},
		{
			reason: "and accepted like any other",
			flags:  "-accept=testdata/accept.txt",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": whole},
				plain: []plainResult{{Name: "TestA", Action: "pass", Output: "    a_test.go:5: schedule 3: test failure\n", Handed: handed()}}},
			code: frame.ExitClean, ran: "TestA TestA", zRan: "TestZ", golden: "handed-accepted",
		},
		{
			reason: "and is in the events of the test",
			flags:  "-json",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": whole},
				plain: []plainResult{{Name: "TestA", Action: "pass", Handed: handed()}}},
			code: frame.ExitFinding, ran: "TestA TestA", zRan: "TestZ", golden: "json-handed",
		},
		{
			reason: "and fails the subtest that found it",
			flags:  "-json",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": whole},
				plain: []plainResult{{Name: "TestA", Action: "pass", Tests: []campaign.Verdict{{Name: "TestA/sub", Action: "pass"}, {Name: "TestA/subtler", Action: "pass"}}, Handed: handed()}}},
			code: frame.ExitFinding, ran: "TestA TestA", zRan: "TestZ", golden: "json-handed-subtests",
		},
		{
			reason: "a fuzz target hands over too",
			lab: fakeLab{info: execution.Info{Fuzzers: []string{"FuzzA"}},
				plain: []plainResult{{Name: "FuzzA", Action: "pass", Handed: handed()}}},
			code: frame.ExitFinding, ran: "FuzzA", zRan: "TestZ",
		},
		{
			reason: "the same in events: it begins once",
			flags:  "-json",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": whole},
				plain: []plainResult{{Name: "TestA", Action: "pass"}}},
			code: frame.ExitClean, ran: "TestA TestA", zRan: "TestZ", golden: "json-whole",
		},
		{
			reason: "events",
			flags:  "-json",
			lab: fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}, Examples: []string{"ExampleA"}},
				tests: courses{"TestA": fails, "TestB": skips}, plain: []plainResult{{Name: "ExampleA", Action: "pass"}}},
			code: frame.ExitFinding, ran: "TestA TestB ExampleA", zRan: "TestZ", golden: "json",
		},
		{
			reason: "the subtest that fails is named",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": nests}},
			code:   frame.ExitFinding, ran: "TestA", zRan: "TestZ", golden: "subtests",
		},
		{
			reason: "and the others with -v",
			flags:  "-v",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": nests}},
			code:   frame.ExitFinding, ran: "TestA", zRan: "TestZ", golden: "verbose-subtests",
		},
		{
			reason: "each has events of its own",
			flags:  "-json",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": nests}},
			code:   frame.ExitFinding, ran: "TestA", zRan: "TestZ", golden: "json-subtests",
		},
		{
			reason: "an accepted finding fails no subtest",
			flags:  "-json -accept=testdata/accept.txt",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA"}}, tests: courses{"TestA": nests}},
			code:   frame.ExitFinding, ran: "TestA", zRan: "TestZ", golden: "json-subtests-accepted",
		},
		{
			reason: "a leak of all schedules is told once",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": leaks, "TestB": leaksToo}},
			code:   frame.ExitFinding, ran: "TestA TestB", zRan: "TestZ", golden: "leaks",
		},
		{
			reason: "apart from where it is accepted",
			flags:  "-accept=testdata/accept.txt",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": leaks, "TestB": leaksToo}},
			code:   frame.ExitFinding, ran: "TestA TestB", zRan: "TestZ", golden: "leaks-accepted",
		},
		{
			reason: "in events it fails each test",
			flags:  "-json",
			lab:    fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}}, tests: courses{"TestA": leaks, "TestB": leaksToo}},
			code:   frame.ExitFinding, ran: "TestA TestB", zRan: "TestZ", golden: "json-leaks",
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			code, z, out := runFakes(t.Context(), t, tt.flags, &tt.lab)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if got := strings.Join(tt.lab.explored, " "); got != tt.ran {
				t.Errorf("ran %q, want %q", got, tt.ran)
			}
			if got := strings.Join(z.explored, " "); got != tt.zRan {
				t.Errorf("ran %q of the second package, want %q", got, tt.zRan)
			}
			if tt.golden != "" {
				golden.Check(t, "golden/run-"+tt.golden+".txt", out)
			}
		})
	}
}

// An interrupt in the middle of a test prints what it found, starts nothing
// more, and is never a pass.
func TestRunnerInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	a := &fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB"}, Examples: []string{"ExampleA"}}, tests: courses{
		"TestA": func(ctx context.Context) (campaign.Result, error) {
			interrupt()
			x, _ := fails(ctx)
			return x, ctx.Err()
		},
	}}
	code, z, out := runFakes(ctx, t, "", a)
	if code != frame.ExitUnfinished {
		t.Errorf("exit code %d, want %d", code, frame.ExitUnfinished)
	}
	if got := strings.Join(append(a.explored, z.explored...), " "); got != "TestA" {
		t.Errorf("ran %q, want TestA alone", got)
	}
	golden.Check(t, "golden/run-interrupted.txt", out)
}

// An interrupt while the first package is built leaves nothing clean.
func TestRunnerInterruptedEarly(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	code, z, _ := runFakes(ctx, t, "", &fakeLab{})
	if code != frame.ExitUnfinished || len(z.explored) > 0 {
		t.Errorf("exit code %d, ran %q; want %d and nothing", code, z.explored, frame.ExitUnfinished)
	}
}

// Every event is one that go test -json prints, and each test that runs ends.
func TestEventsWellFormed(t *testing.T) {
	a := &fakeLab{info: execution.Info{Tests: []string{"TestA", "TestB", "TestC"}, Fuzzers: []string{"FuzzA"}}, tests: courses{"TestA": nests, "TestB": leaksToo, "TestC": breaks},
		plain: []plainResult{{Name: "FuzzA", Action: "pass", Tests: []campaign.Verdict{{Name: "FuzzA/seed#0", Action: "pass"}}, Parts: []report.Part{{Test: "FuzzA/seed#0", Output: []byte("hello\n")}}}}}
	_, _, out := runFakes(t.Context(), t, "-json", a)
	open := map[string]bool{}
	for line := range strings.Lines(out) {
		var e testout.Event
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "start", "run":
			open[key] = true
		case "pass", "fail", "skip":
			if !open[key] {
				t.Errorf("%s ends without a start", key)
			}
			delete(open, key)
		case "output":
			if !open[key] || e.Output == nil || !strings.HasSuffix(*e.Output, "\n") {
				t.Errorf("output out of place: %s", line)
			}
		default:
			t.Errorf("unknown action: %s", line)
		}
	}
	if len(open) > 0 {
		t.Errorf("did not end: %v", open)
	}
}
