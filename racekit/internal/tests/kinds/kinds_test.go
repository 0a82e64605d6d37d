// Package kinds follows every kind of finding through racekit, from an execution
// to what is made of it.
package kinds

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/report/testout"
	"github.com/racekit/toolkit/racekit/internal/trace"
	"github.com/racekit/toolkit/racekit/scenario"
)

const race = `==================
WARNING: DATA RACE
Write at 0x00c000012345 by goroutine 8:
  example.com/p.f()
      /p/p.go:7 +0x1

Previous write at 0x00c000012345 by goroutine 7:
  example.com/p.g()
      /p/p.go:9 +0x1
==================
`

const fatal = `fatal error: sync: unlock of unlocked mutex

goroutine 7 [running]:
example.com/p.f()
	/p/p.go:7 +0x1
`

// shows are executions, by the kind of finding that they show.
var shows = map[finding.Kind]finding.Facts{
	finding.DataRace:        {Ending: finding.Failed, Races: 1, Output: []byte(race)},
	finding.TestFailure:     {Ending: finding.Failed, Output: []byte("    p_test.go:5: n = 1, want 2\n")},
	finding.NotLinearizable: {Ending: finding.Failed, Message: "not linearizable: *p.Queue\nPush(1)"},
	finding.DeadlockKind:    {Ending: finding.Deadlocked, Trace: waiting(trace.Blocked)},
	finding.Leak:            {Leaked: []uint32{1}, Trace: waiting(trace.Blocked)},
	finding.Panic:           {Ending: finding.Panicked, Message: "boom"},
	finding.Fatal:           {Ending: finding.Crashed, Message: "exit status 2", Output: []byte(fatal)},
	finding.Exit:            {Ending: finding.Crashed, Message: "exit status 3"},
	finding.Livelock:        {Ending: finding.Livelocked, Trace: waiting(trace.Runnable)},
	finding.Hang:            {Ending: finding.TimedOut, Trace: waiting(trace.Sleeping)},
	finding.Nondeterminism:  {Ending: finding.Diverged, DivergedAt: 3},
}

func waiting(s trace.State) *trace.Trace {
	at := []trace.Frame{{Func: "example.com/p.f", File: "/p/p.go", Line: 7}}
	return &trace.Trace{Test: "TestX", Tasks: []trace.Task{{ID: 1, Start: "example.com/p.TestX", State: s, Wait: "chan receive", Stack: at}}}
}

// TestEveryKind fails for a kind that somebody does not know.
func TestEveryKind(t *testing.T) {
	for _, k := range finding.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			f := finding.Finding{Kind: k, Message: "a message", Sites: []trace.Frame{{Func: "TestX"}}}
			if k.Recorded() {
				f = classified(t, k)
				recorded(t, f)
			}
			told(t, f)
			judged(t, k)
		})
	}
}

func classified(t *testing.T, k finding.Kind) finding.Finding {
	facts := shows[k]
	facts.Test = "TestX"
	found := finding.Classify(facts)
	i := slices.IndexFunc(found, func(f finding.Finding) bool { return f.Kind == k })
	if i < 0 {
		t.Fatalf("no execution of this test shows it: add one to shows; found %v", found)
	}
	return found[i]
}

func recorded(t *testing.T, f finding.Finding) {
	r := &record.Record{Go: "go1.26.8", Test: "TestX", Package: "example.com/p", Kind: f.Kind, Identity: finding.Identity(f),
		Strategy: "walk", Model: "preemptive", Steps: 1, Decisions: []uint32{1}}
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if again, err := record.Read(&b); err != nil || again.Kind != f.Kind {
		t.Errorf("its record is read as that of %v, %v", again, err)
	}
}

// told looks for it in the report, and in the events of -json that have the
// report.
func told(t *testing.T, f finding.Finding) {
	var text, events bytes.Buffer
	if err := (report.Terminal{}).WriteFailure(&text, campaign.Finding{Test: "TestX", Schedule: 3, Of: 9, Finding: f}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), string(f.Kind)+": ") {
		t.Errorf("the report does not name it:\n%s", text.String())
	}
	e := &testout.Events{W: &events, Package: "example.com/p"}
	e.Output("TestX", text.Bytes())
	all := ""
	for d := json.NewDecoder(&events); d.More(); {
		var event testout.Event
		if err := d.Decode(&event); err != nil {
			t.Fatal(err)
		}
		if event.Output != nil {
			all += *event.Output
		}
	}
	if all != text.String() {
		t.Errorf("the events have %q, want %q", all, text.String())
	}
}

// judged asks what it means for a verdict, and for who learns. Only
// nondeterminism says nothing of the program.
func judged(t *testing.T, k finding.Kind) {
	v := learn.Also(scenario.Verdict{}, k)
	if v.Right() != (k == finding.Nondeterminism) {
		t.Errorf("with it the verdict is %q", v)
	}
	if v.Effect != 0 && v.Effect.String() == scenario.Effect(0).String() {
		t.Errorf("its effect %d has no name in a verdict", v.Effect)
	}
	want := learn.Property
	switch {
	case v.Race:
		want = learn.Race
	case v.Effect&(scenario.Deadlock|scenario.Leak|scenario.Livelock) != 0:
		want = learn.Liveness
	}
	if got := learn.GateOf(k); got != want {
		t.Errorf("it closes the gate %s, and its verdict %s", got, want)
	}
}
