package engine

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

func TestLeaksFlag(t *testing.T) {
	for _, tt := range []struct {
		args string
		want settings.Leaks
	}{
		{"", settings.AllLeaks}, {"-leaks", settings.AllLeaks}, {"-leaks=true", settings.AllLeaks}, {"-leaks=all", settings.AllLeaks}, {"-leaks=1", settings.AllLeaks},
		{"-leaks=new", settings.NewLeaks}, {"-leaks=off", settings.NoLeaks}, {"-leaks=false", settings.NoLeaks}, {"-leaks=0", settings.NoLeaks},
	} {
		if o := parsed(t, tt.args+" ./..."); o.Leaks != tt.want {
			t.Errorf("%q: %s, want %s", tt.args, &o.Leaks, &tt.want)
		}
	}
	var o Options
	var c frame.Command
	o.Flags(&c.Flags)
	_, err := frame.Parse(&c, []string{"-leaks=some"})
	if want := `-leaks=some: want all, new or off (or true for all, false for off)`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// The goroutine of always leaks in every schedule, that of sometimes in those in
// which it runs first, that of mostly in the others, as the default one.
var (
	always    = fake.Program{fake.Go(fake.Yield(), fake.Recv("c")), fake.Yield()}
	mostly    = fake.Program{fake.Go(fake.Load("v"), fake.If(1, fake.Recv("c"))), fake.Set(1), fake.Store("v", 0), fake.Yield()}
	sometimes = fake.Program{fake.Go(fake.Load("v"), fake.If(0, fake.Recv("c"))), fake.Set(1), fake.Store("v", 0), fake.Yield()}
)

func TestEngineLeaks(t *testing.T) {
	for _, tt := range []struct {
		reason string
		flags  string
		test   fake.Program
		leaks  int
		every  bool
	}{
		{"in every schedule", "", always, 1, true},
		{"in some", "", sometimes, 1, false},
		{"in the default schedule and others, but not in all", "", mostly, 1, false},
		{"likewise, and what is new is asked for", "-leaks=new", mostly, 0, false},
		{"in every schedule, and what is new is asked for", "-leaks=new", always, 0, false},
		{"not asked for", "-leaks=off", always, 0, false},
		{"nor is this", "-leaks=off", sometimes, 0, false},
	} {
		x := fakeEngine(t, "-n 200 "+tt.flags, map[string]fake.Program{"TestX": tt.test}).mustExplore(t, "TestX")
		leaks := 0
		for _, f := range x.Findings {
			if f.Finding.Kind != finding.Leak {
				t.Errorf("%s: %s: %s", tt.reason, f.Finding.Kind, f.Finding.Message)
			}
			if leaks++; f.Constant() != tt.every {
				t.Errorf("%s: in every schedule: %v", tt.reason, f.Constant())
			}
		}
		if leaks != tt.leaks {
			t.Errorf("%s: %d leaks, want %d", tt.reason, leaks, tt.leaks)
		}
		if len(x.Notes) > 0 {
			t.Errorf("%s: %q", tt.reason, x.Notes)
		}
	}
}

// A record of a leak is neither replayed nor doubted where leaks are not asked
// for, and replayed where they are; what every schedule shows is told once.
func TestEngineLeakRecords(t *testing.T) {
	for name, program := range map[string]fake.Program{"always": always, "sometimes": sometimes} {
		e := fakeEngine(t, "-n 200", map[string]fake.Program{"TestX": program})
		e.mustExplore(t, "TestX")
		files := e.saved(t)
		if len(files) != 1 {
			t.Fatalf("%s: %d records, want 1", name, len(files))
		}
		for _, tt := range []struct {
			flags string
			leaks settings.Leaks
			found int
		}{{"all", settings.AllLeaks, 1}, {"off", settings.NoLeaks, 0}, {"new", settings.NewLeaks, map[string]int{"always": 0, "sometimes": 1}[name]}} {
			e.Opts.Leaks = tt.leaks
			x := e.mustExplore(t, "TestX")
			if len(x.Findings) != tt.found || len(x.Notes) > 0 {
				t.Errorf("%s, -leaks=%s: %d findings, want %d; notes %q", name, tt.flags, len(x.Findings), tt.found, x.Notes)
			}
			if got := e.saved(t); !slices.Equal(got, files) {
				t.Errorf("%s, -leaks=%s: records are %q, were %q", name, tt.flags, got, files)
			}
		}
	}
}

// Of a leak in every schedule one record is kept in a package.
func TestEngineLeakOfManyTests(t *testing.T) {
	e := fakeEngine(t, "-n 100", map[string]fake.Program{"TestX": always, "TestY": always})
	x, y := e.mustExplore(t, "TestX"), e.mustExplore(t, "TestY")
	if n := len(e.saved(t)); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
	if x.Findings[0].Record == "" || y.Findings[0].Record != "" {
		t.Errorf("records are %q and %q, want one with the first", x.Findings[0].Record, y.Findings[0].Record)
	}
}
