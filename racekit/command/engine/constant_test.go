package engine

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution/fake"
)

// What fails in every schedule is told as such if only the test's own goroutine
// took part, and then it has no record.
func TestEngineConstant(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		flags   string
		test    fake.Program
		every   bool
		records int
	}{
		{"a plain unit test", "", fake.Program{fake.Want("v", 1)}, true, 0},
		{"that panics", "", fake.Program{fake.Panic("no")}, true, 0},
		{"that ends the process", "", fake.Program{fake.Exit()}, true, 0},
		{"only the default schedule is run", "-n 1", fake.Program{fake.Want("v", 1)}, true, 0},
		{"the first failure is enough", "-failfast", fake.Program{fake.Want("v", 1)}, true, 0},
		{"another goroutine takes part", "", fake.Program{fake.Go(fake.Add("w", 1)), fake.Join(), fake.Want("v", 1)}, false, 1},
		{"a schedule passes", "", fake.LostUpdate(), false, 1},
		{"it depends on the seed", "", fake.Program{fake.Draw(2), fake.Store("v", 0), fake.Want("v", 1)}, false, 1},
		{"likewise, and in the default schedule the other way round", "", fake.Program{fake.Draw(2), fake.Store("v", 0), fake.Want("v", 0)}, false, 1},
		{"a deadlock is told in full", "", fake.Program{fake.Recv("c")}, false, 1},
	} {
		e := fakeEngine(t, "-n 200 "+tt.flags, map[string]fake.Program{"TestX": tt.test})
		for range 2 { // the second time with the record, if there is one
			x := e.mustExplore(t, "TestX")
			if len(x.Findings) != 1 {
				t.Errorf("%s: %d findings, want 1", tt.reason, len(x.Findings))
				continue
			}
			if got := x.Findings[0].Constant(); got != tt.every {
				t.Errorf("%s: constant: %v, want %v", tt.reason, got, tt.every)
			}
			if n := len(e.saved(t)); n != tt.records {
				t.Errorf("%s: %d records, want %d", tt.reason, n, tt.records)
			}
		}
	}
}
