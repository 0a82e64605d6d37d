package harness

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/handover"
)

// explored is what a call finds in a program that runs in memory.
func explored(t *testing.T, program fake.Program) (*campaign.Campaign, *explore.Result) {
	t.Helper()
	c := &Call{T: t}
	k := c.Campaign(&fake.Lab{Programs: map[string]fake.Program{"TestX": program}}, explore.Config{
		Base: execution.Spec{Test: "TestX", Leaks: true}, N: 100, Parallel: 1, KeepGoing: true, Exhaustive: true})
	res, err := explore.Explore(t.Context(), k.Lab, k.Explore, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k, &res
}

// waitedFor makes racekit test wait for results until the test ends.
func waitedFor(t *testing.T, o handover.Order) (taken func() []campaign.Result) {
	t.Helper()
	o.File = filepath.Join(t.TempDir(), "handed")
	handover.To = &o
	t.Cleanup(func() { handover.To = nil })
	return func() []campaign.Result {
		all, err := handover.Take(o.File)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

// What racekit test gets of a call is what the call has come to, with traces and
// reasons, and the test does not fail by it.
func TestHandedOverWhole(t *testing.T) {
	for name, program := range map[string]fake.Program{"a lost update": fake.LostUpdate(), "a deadlock": fake.ABBA(), "a leak": fake.Leaky(), "nothing": fake.Counter()} {
		t.Run(name, func(t *testing.T) {
			taken := waitedFor(t, handover.Order{})
			k, res := explored(t, program)
			want := (&Call{T: t}).Fail(t.Context(), k, res)
			if (len(want.Findings) == 0) != (name == "nothing") {
				t.Fatalf("it found %d", len(want.Findings))
			}
			all := taken()
			if len(all) != 1 {
				t.Fatalf("%d results were handed over, want 1", len(all))
			}
			want.Test = t.Name()
			if diff := cmp.Diff(want, all[0], cmpopts.IgnoreUnexported(campaign.Result{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-found +handed over)\n%s", diff)
			}
			for _, f := range all[0].Findings {
				if !f.Constant() && (f.Why == nil || f.Trace == nil || len(f.Trace.Events) == 0) {
					t.Errorf("%s is not explained", f.Finding.Kind)
				}
				if said := slices.ContainsFunc(f.Notes, func(n string) bool { return strings.HasPrefix(n, "not recorded, because ") }); said == f.Ordinary() {
					t.Errorf("%s: notes %q; nobody else can run what is in this process", f.Finding.Kind, f.Notes)
				}
			}
		})
	}
}

// The names of a call that racekit test starts are those of its flags.
func TestWordsOfACampaign(t *testing.T) {
	c := &Call{T: t}
	if k := c.Campaign(nil, explore.Config{}); k.Words.Budget != "racekit.Budget" || k.Records != nil || k.AsFound {
		t.Errorf("go test: %+v", k)
	}
	waitedFor(t, handover.Order{AsFound: true, GOROOT: "/goroot"})
	if k := c.Campaign(nil, explore.Config{}); k.Words.Budget != "-budget" || !k.AsFound || k.GOROOT != "/goroot" {
		t.Errorf("racekit test: %+v", k)
	}
}

// Of a finding that its record has told there is nothing more to say.
func TestKnownFinding(t *testing.T) {
	k, res := explored(t, fake.LostUpdate())
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings", len(res.Findings))
	}
	c := &Call{T: t}
	if _, isNew := c.Finding(t.Context(), k, res.Findings[0]); !isNew {
		t.Error("it is taken for known")
	}
	k.Known = map[string]bool{res.Findings[0].Identity: true}
	if f, isNew := c.Finding(t.Context(), k, res.Findings[0]); isNew || f.Finding.Kind != res.Findings[0].Kind {
		t.Errorf("it is told again: %+v", f)
	}
}
