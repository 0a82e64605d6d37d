package report

import (
	"io"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestSteps(t *testing.T) {
	p := abba()
	p.does(1, sched.OpSelect, 0, "TestTransfer", 50)
	p.Events[len(p.Events)-1].Missed = true
	p.does(2, sched.OpSelect, 7, "withdraw", 8)
	p.Events[len(p.Events)-1].Sent = true
	p.waits(3, sched.OpYield, 0, "withdraw", 9).does(2, sched.OpLock, 2, "transfer", 16)
	p.Events[len(p.Events)-1].Resumed = true
	p.Notes = []trace.Note{{Step: 3, Task: 2, Text: "has the first lock"}}
	var b strings.Builder
	if err := terminal.WriteSteps(&b, &p.Trace); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "steps.golden", b.String())
	b.Reset()
	worker := inWorker()
	worker.waits(3, sched.OpStart, 0, "", 0)
	worker.Events[len(worker.Events)-1].PC = 1002 // WaitGroup.Go
	if err := terminal.WriteSteps(&b, &worker.Trace); err != nil || !strings.Contains(b.String(), "G2   start                  bank_test.go:22") {
		t.Errorf("%v; a goroutine does not start at its go statement:\n%s", err, b.String())
	}
	b.Reset()
	if err := terminal.WriteSteps(&b, &inWorker().Trace); err != nil || strings.Contains(b.String(), "G0") {
		t.Errorf("%v; a step of package testing is shown:\n%s", err, b.String())
	}
	if err := terminal.WriteSteps(&limited{}, &p.Trace); err == nil || err.Error() != "disk full" {
		t.Errorf("error %v", err)
	}
	if err := terminal.WriteSteps(io.Discard, nil); err != nil {
		t.Error(err)
	}
}

// A hundred thousand steps take less than a second each.
func BenchmarkLongTrace(b *testing.B) {
	f := campaign.Finding{Test: "TestTransfer", Trace: &manyTurns(100_000).Trace, Steps: 100_000}
	for name, write := range map[string]func(io.Writer) error{
		"report":   func(w io.Writer) error { return terminal.WriteFailure(w, f) },
		"steps":    func(w io.Writer) error { return terminal.WriteSteps(w, f.Trace) },
		"page":     func(w io.Writer) error { return terminal.WritePage(w, f) },
		"perfetto": func(w io.Writer) error { return terminal.WritePerfetto(w, f) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
