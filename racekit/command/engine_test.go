package command

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
)

// parsed are the options that flags make.
func parsed(t *testing.T, flags string) *testOptions {
	t.Helper()
	o := new(testOptions)
	c := Command{Accepts: Accepts{Max: anyNumber, Binary: true}}
	o.flags(&c.Flags)
	if _, err := parseArgs(&c, strings.Fields(flags)); err != nil {
		t.Fatal(err)
	}
	return o
}

// fakeEngine explores programs in memory; records go to a folder of the test.
func fakeEngine(t *testing.T, flags string, programs map[string]fake.Program) *engine {
	t.Helper()
	e := &engine{
		Binary: &gocmd.Binary{Pkg: &gocmd.Package{ImportPath: "example.com/sample"}},
		o:      parsed(t, flags),
		info:   execution.Info{GoVersion: "go1.26.8 X:some"},
		start: func() (execution.Laboratory, func()) {
			return &fake.Lab{Programs: programs}, func() {}
		},
	}
	e.records = e.recordsIn(filepath.Join(t.TempDir(), "testdata", "racekit"), nil)
	return e
}

func (e *engine) mustExplore(t *testing.T, test string) campaign.Result {
	t.Helper()
	x, err := e.Explore(t.Context(), test, func(counts) {})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (e *engine) saved(t *testing.T) []string {
	t.Helper()
	files, err := record.Saved(e.records.Root, "")
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
		e.o = parsed(t, "-n 300 "+tt.flags)
		if x := e.mustExplore(t, "TestX"); len(x.Notes) > 0 != tt.doubt || len(x.Findings) > 0 {
			t.Errorf("%q: notes are %q", tt.flags, x.Notes)
		}
	}
}
