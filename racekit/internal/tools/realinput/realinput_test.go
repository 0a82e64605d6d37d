package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/report/testout"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var sample = []Verdict{
	{Package: "example.com/p", Test: regexp.MustCompile(`^TestSleeps$`), Kind: "test failure", Why: "It sleeps and hopes."},
	{Package: "example.com/p", Kind: "note", Text: "process of its own", Hazard: 14, Why: "It registers a name."},
}

func sampleLog(t *testing.T) *Log {
	t.Helper()
	events, err := os.ReadFile(filepath.Join("testdata", "events.json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{clean: []place{{"/home/me/mod", "$GOMODCACHE"}}}
	p, err := readEvents("example.com/p", events, r.stable)
	if err != nil {
		t.Fatal(err)
	}
	p.Exit, p.Seconds = "exit status 1", 12
	return &Log{Go: "go1.26.8 linux/amd64", Command: "racekit test -short", Packages: []*Package{p}}
}

// TestMain lets the test binary stand in for racekit.
func TestMain(m *testing.M) {
	switch os.Getenv("REALINPUT_RACEKIT") {
	case "finds":
		fmt.Printf(`{"Action":"run","Test":"TestA"}{"Action":"output","Test":"TestA","Output":"    replay: %s/a\n"}{"Action":"fail","Test":"TestA"}`, os.Args[4])
		os.Exit(1)
	case "crashes":
		fmt.Print(`{"Action":"run","Test":"TestA"}{"Action":"out`)
		panic("racekit is broken")
	case "hangs":
		time.Sleep(time.Minute)
	}
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ racekit, exit, says string }{
		{"finds", "exit status 1", "    replay: RECORDS/a"},
		{"crashes", "exit status 2", "panic: racekit is broken"},
		{"hangs", "killed after 100ms", ""},
	} {
		t.Setenv("REALINPUT_RACEKIT", c.racekit)
		r := &runner{racekit: exe, dir: ".", patience: time.Minute}
		if c.racekit == "hangs" {
			r.patience = 100 * time.Millisecond
		}
		p, err := r.run(t.Context(), "p")
		if err != nil {
			t.Fatal(err)
		}
		said := p.Said
		for _, test := range p.Tests {
			said = append(said, test.Output...)
		}
		if p.Exit != c.exit || c.says != "" && !slices.Contains(said, c.says) {
			t.Errorf("racekit that %s: %q, %q; want %q, %q", c.racekit, p.Exit, said, c.exit, c.says)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", file, diff)
	}
}

func TestLogAndDocument(t *testing.T) {
	l := sampleLog(t)
	golden(t, "log.golden", l.format())
	golden(t, "document.golden", document(l, []Row{rowOf(l.Packages[0], sample)}))
}

func TestParseLog(t *testing.T) {
	l := sampleLog(t)
	back, err := parseLog(l.format())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l, back); diff != "" {
		t.Errorf("the log changed by being written and read (-want +got):\n%s", diff)
	}
	_, err = parseLog("go\nracekit\n\n# p: exit status 0, 1 s\nwhat is this\n")
	if err == nil || !strings.Contains(err.Error(), `line 5 is neither a package nor a test nor output: "what is this"`) {
		t.Errorf("error for a bad line: %v", err)
	}
}

func TestRows(t *testing.T) {
	test := func(name, action string, output ...string) *Test { return &Test{name, action, output} }
	for _, c := range []struct {
		reason string
		pkg    Package
		want   []string // kinds of the remarks
	}{
		{"a clean package", Package{Exit: "exit status 0", Tests: []*Test{test("TestA", "pass", "    explored: 2 schedules, 1 distinct")}}, nil},
		{"a test that prints what looks like a finding has none", Package{Exit: "exit status 0",
			Tests: []*Test{test("TestA", "pass", "    data race: no")}}, nil},
		{"a finding and a note in one test", Package{Exit: "exit status 1",
			Tests: []*Test{test("TestA", "fail", "    schedule 1 of 2:", "    deadlock: G1 waits", "    note: slow")}}, []string{"deadlock", "note"}},
		{"a failure that says nothing known", Package{Exit: "exit status 1", Tests: []*Test{test("ExampleA", "fail", "got: 1")}}, []string{"failure"}},
		{"racekit crashed in a test", Package{Exit: "exit status 2", Tests: []*Test{test("TestA", "")}}, []string{"racekit", "racekit"}},
		{"racekit hung between tests", Package{Exit: "killed after 20m0s", Tests: []*Test{test("TestA", "pass")}}, []string{"racekit"}},
		{"racekit hung after a finding", Package{Exit: "killed after 20m0s",
			Tests: []*Test{test("TestA", "fail", "    schedule 1 of 2:", "    deadlock: G1 waits")}}, []string{"deadlock", "racekit"}},
		{"the package did not build", Package{Exit: "exit status 2", Said: []string{"no such package"}}, []string{"racekit"}},
		{"the exit code of a finding that nobody named", Package{Exit: "exit status 1", Tests: []*Test{test("TestA", "pass")}}, []string{"racekit"}},
	} {
		var got []string
		row := rowOf(&c.pkg, nil)
		for _, m := range row.Remarks {
			got = append(got, m.Kind)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, diff)
		}
		if p := problems([]Row{row}); len(p) != len(c.want) {
			t.Errorf("%s: problems %q", c.reason, p)
		}
	}
}

func TestProblems(t *testing.T) {
	limited := []Verdict{{Package: "sync", Hazard: 4}, {Package: "time", Hazard: 4}}
	for _, pkg := range []string{"sync", "time"} {
		row := rowOf(&Package{Path: pkg, Exit: "exit status 0", Tests: []*Test{{"TestA", "pass", []string{"    note: files"}}}}, limited)
		if got := len(problems([]Row{row})); got != map[string]int{"sync": 1, "time": 0}[pkg] {
			t.Errorf("a limitation of %s makes %d problems", pkg, got)
		}
	}
}

func TestBounded(t *testing.T) {
	long := func(first string) []string {
		return append([]string{first}, strings.Split(strings.TrimSpace(strings.Repeat("x\n", 100)), "\n")...)
	}
	in := append(long("printed"), long("    schedule 1 of 2:")...)
	in = append(in, "    explored: 2 schedules, 2 distinct")
	out := strings.Join(bounded(in), "\n")
	if n := strings.Count(out, "\n") + 1; n != 2*most+1 {
		t.Errorf("%d lines are left, want %d", n, 2*most+1)
	}
	for _, want := range []string{"printed", "    schedule 1 of 2:", "    explored: 2 schedules, 2 distinct"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is gone", want)
		}
	}
}

// TestTable holds the table in docs to the log, to the verdicts, and to what
// must end without limitation.
func TestTable(t *testing.T) {
	docs := filepath.Join("..", "..", "..", "..", "docs", "internal")
	text, err := os.ReadFile(filepath.Join(docs, "real-input.log"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := parseLog(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	var listed []string
	for _, p := range l.Packages {
		rows = append(rows, rowOf(p, verdicts))
		listed = append(listed, p.Path)
	}
	if diff := cmp.Diff(slices.Concat(std, modules), listed); diff != "" {
		t.Errorf("other packages than in packages.go; run go run ./racekit/internal/tools/realinput (-want +got):\n%s", diff)
	}
	for _, p := range problems(rows) {
		t.Error(p)
	}
	table, err := os.ReadFile(filepath.Join(docs, "real-input.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(table), document(l, rows)); diff != "" {
		t.Errorf("docs/internal/real-input.md is not what go run ./racekit/internal/tools/realinput -print writes (-file +written):\n%s", diff)
	}
}

// What a subtest prints is its test's, of which alone there is a verdict.
func TestSubtestsOfATest(t *testing.T) {
	var b bytes.Buffer
	e := &testout.Events{W: &b, Package: "example.com/p"}
	e.Start()
	e.Run("TestA")
	e.Run("TestA/sub")
	e.Output("TestA/sub", []byte("    every schedule counted:\n    goroutine leak: G2 waits\n"))
	e.End("fail", "TestA/sub", 0)
	e.End("skip", "TestA", 0)
	p, err := readEvents("example.com/p", b.Bytes(), func(s string) string { return s })
	if err != nil || len(p.Tests) != 1 || p.Tests[0].Action != "skip" {
		t.Fatalf("tests are %+v, %v", p.Tests, err)
	}
	p.Exit = "exit status 1"
	if r := rowOf(p, nil); len(r.Remarks) != 1 || r.Remarks[0].Kind != "goroutine leak" || r.Remarks[0].Test != "TestA" {
		t.Errorf("remarks are %+v", r.Remarks)
	}
}
