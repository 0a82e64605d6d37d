package engine

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
)

// parsed are the options that flags make.
func parsed(t *testing.T, flags string) *Options {
	t.Helper()
	o := new(Options)
	c := frame.Command{Accepts: frame.Accepts{Max: frame.AnyNumber, Binary: true}}
	o.Flags(&c.Flags)
	if _, err := frame.Parse(&c, strings.Fields(flags)); err != nil {
		t.Fatal(err)
	}
	return o
}

// fakeEngine explores programs in memory; records go to a folder of the test.
func fakeEngine(t *testing.T, flags string, programs map[string]fake.Program) *Engine {
	t.Helper()
	e := &Engine{
		Binary: &gocmd.Binary{Pkg: &gocmd.Package{ImportPath: "example.com/sample"}},
		Opts:   parsed(t, flags),
		info:   execution.Info{GoVersion: "go1.26.8 X:some"},
		Start: func() (execution.Laboratory, func()) {
			return &fake.Lab{Programs: programs}, func() {}
		},
	}
	e.Records = e.recordsIn(filepath.Join(t.TempDir(), "testdata", "racekit"), nil)
	return e
}

func (e *Engine) mustExplore(t *testing.T, test string) campaign.Result {
	t.Helper()
	x, err := e.Explore(t.Context(), test, func(Counts) {})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (e *Engine) saved(t *testing.T) []string {
	t.Helper()
	files, err := record.Saved(e.Records.Root, "")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A filter may leave out the subtest that fails: a record that shows nothing is
// not doubted then.
func TestEngineFiltered(t *testing.T) {
	programs := map[string]fake.Program{"TestX": fake.LostUpdate()}
	e := fakeEngine(t, "-n 300", programs)
	e.mustExplore(t, "TestX")
	programs["TestX"] = fake.Counter()
	for _, tt := range []struct {
		flags string
		doubt bool
	}{{"", true}, {"-run TestX", true}, {"-run TestX/a", false}, {"-skip TestX/b", false}, {"-skip TestY/b", true}} {
		e.Opts = parsed(t, "-n 300 "+tt.flags)
		if x := e.mustExplore(t, "TestX"); len(x.Notes) > 0 != tt.doubt || len(x.Findings) > 0 {
			t.Errorf("%q: notes are %q", tt.flags, x.Notes)
		}
	}
}

func TestAsBuilt(t *testing.T) {
	for _, tt := range []struct {
		reason string
		race   bool
		asked  execution.Detector
		info   execution.Info
		ok     bool
	}{
		{"as asked", true, execution.Own, execution.Info{Race: true, Detector: execution.Own}, true},
		{"the other one", true, execution.Own, execution.Info{Race: true, Detector: execution.TSan}, false},
		{"none", true, execution.TSan, execution.Info{}, false},
		{"none was asked for", false, execution.Own, execution.Info{}, true},
	} {
		o := &Options{Race: tt.race}
		o.Detector = tt.asked
		if err := o.asBuilt(tt.info); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.reason, err)
		}
	}
}
