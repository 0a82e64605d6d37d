package test

import (
	"errors"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

func TestParsePlain(t *testing.T) {
	bad := errors.New("exit status 2")
	tests := []struct {
		reason string
		out    []string // ^ stands for the mark
		ended  error
		want   []plainResult
	}{
		{"nothing ran", []string{"^testing: warning: no tests to run", "^PASS"}, nil, nil},
		{
			"an example and a fuzz target with seeds",
			[]string{
				"^=== RUN   ExampleAdd", "^--- PASS: ExampleAdd (0.00s)",
				"^=== RUN   FuzzAdd", "^=== RUN   FuzzAdd/seed#0", "hello", "^=== NAME  FuzzAdd",
				"^--- PASS: FuzzAdd (1.50s)", "^--- PASS: FuzzAdd/seed#0 (1.50s)", "^=== NAME  ", "^PASS",
			}, nil,
			[]plainResult{
				{Name: "ExampleAdd", Action: "pass"},
				{Name: "FuzzAdd", Action: "pass", Elapsed: 1500 * time.Millisecond, Output: "hello\n    --- PASS: FuzzAdd/seed#0 (1.50s)\n",
					Parts: []report.Part{{Test: "FuzzAdd/seed#0", Output: []byte("hello\n")}},
					Tests: []campaign.Verdict{{Name: "FuzzAdd/seed#0", Action: "pass", Elapsed: 1500 * time.Millisecond}}},
			},
		},
		{
			"an example that prints something else",
			[]string{"^=== RUN   ExampleAdd", "^--- FAIL: ExampleAdd (0.00s)", "got:", "4", "want:", "5", "^=== RUN   ExampleSub", "^--- PASS: ExampleSub (0.00s)", "^FAIL"}, errors.New("exit status 1"),
			[]plainResult{
				{Name: "ExampleAdd", Action: "fail", Output: "got:\n4\nwant:\n5\n"},
				{Name: "ExampleSub", Action: "pass"},
			},
		},
		{
			"a panic ends the process in the one that ran",
			[]string{"^=== RUN   ExampleAdd", "^--- PASS: ExampleAdd (0.00s)", "^=== RUN   ExampleSub", "panic: oh"}, bad,
			[]plainResult{
				{Name: "ExampleAdd", Action: "pass"},
				{Name: "ExampleSub", Action: "fail", Output: "panic: oh\n"},
			},
		},
		{
			"os.Exit(0) in a test is not a pass",
			[]string{"^=== RUN   ExampleSub", "bye"}, nil,
			[]plainResult{{Name: "ExampleSub", Action: "fail", Output: "bye\n"}},
		},
		{
			"TestMain fails although all passed",
			[]string{"^=== RUN   ExampleAdd", "^--- PASS: ExampleAdd (0.00s)", "^PASS", "cannot clean up"}, bad,
			[]plainResult{
				{Name: "ExampleAdd", Action: "pass"},
				{Action: "fail", Output: "cannot clean up\nexit status 2\n"},
			},
		},
		{
			"a program that prints testing's words without the mark",
			[]string{"^=== RUN   ExampleAdd", "--- FAIL: ExampleAdd (0.00s)", "^--- PASS: ExampleAdd (0.00s)", "^PASS"}, nil,
			[]plainResult{{Name: "ExampleAdd", Action: "pass", Output: "--- FAIL: ExampleAdd (0.00s)\n"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			out := strings.ReplaceAll(strings.Join(tt.out, "\n")+"\n", "^", mark)
			if diff := cmp.Diff(tt.want, parsePlain([]byte(out), tt.ended), cmpopts.IgnoreUnexported(campaign.Result{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The detector's report of a race that was handed over fails nothing by itself.
func TestAdopted(t *testing.T) {
	race := campaign.Finding{Finding: finding.Finding{Kind: finding.DataRace, Race: &finding.Race{}}}
	for _, tt := range []struct {
		reason   string
		findings []campaign.Finding
		want     int
	}{
		{"one that was handed over", []campaign.Finding{race}, 1},
		{"one that nobody has seen", nil, 2},
	} {
		results := []plainResult{{Name: "TestA", Action: "pass", Output: "log\n" + outside}, {Action: "fail", Output: "exit status 1\n"}}
		got := adopted(results, []campaign.Result{{Test: "TestA/sub", Findings: tt.findings}})
		if len(got) != tt.want || len(got[0].Handed) != 1 {
			t.Errorf("%s: %+v, want %d results", tt.reason, got, tt.want)
		}
	}
}

func FuzzParsePlain(f *testing.F) {
	f.Add([]byte("\x16=== RUN   FuzzX\n\x16--- FAIL: FuzzX (0.1s)\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		for _, r := range parsePlain(out, errors.New("exit status 1")) {
			if r.Action == "fail" {
				return
			}
		}
		t.Error("a process that failed has no failed result")
	})
}

// What was asked of racekit test is handed to tests that explore themselves.
func TestAsked(t *testing.T) {
	for _, row := range []struct{ reason, flags, want string }{
		{"what nobody asked for is left to the test", "", ""},
		{"all that can be asked for", "-n=7 -seed=3 -budget=1m -strategy=pct -model=cooperative -time=early -leaks=new",
			"RACEKIT_SCHEDULES=7 RACEKIT_SEED=3 RACEKIT_BUDGET=1m RACEKIT_STRATEGY=pct RACEKIT_MODEL=cooperative RACEKIT_TIME=early RACEKIT_LEAKS=new"},
		{"the default, which the test's own options must not replace", "-n=1000", "RACEKIT_SCHEDULES=1000"},
		{"a flag without a value", "-leaks", "RACEKIT_LEAKS=true"},
		{"flags of racekit test alone", "-p=2 -race=false -v -detector=own", ""},
	} {
		o := parseOptions(t, row.flags+" ./...")
		if got := strings.Join(o.Asked, " "); got != row.want {
			t.Errorf("%s: %q, want %q", row.reason, got, row.want)
		}
	}
}

// Each setting has a flag.
func TestSettingFlags(t *testing.T) {
	o := new(engine.Options)
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	o.Flags(fs)
	for _, s := range settings.All {
		if f := fs.Lookup(s.Flag); f == nil || !strings.HasSuffix(f.Usage, " (default "+s.Default+")") {
			t.Errorf("-%s, the flag of %s, is %v", s.Flag, s.Name, f)
		}
	}
}
