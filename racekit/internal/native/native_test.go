package native

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// bodies are what TestExplore repeats in children.
var bodies = map[string]func(t *testing.T){
	"right": func(t *testing.T) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		n := 0
		for range 2 {
			wg.Go(func() { mu.Lock(); defer mu.Unlock(); n++ })
		}
		wg.Wait()
		if n != 2 {
			t.Errorf("n = %d", n)
		}
	},
	"race": func(t *testing.T) {
		var wg sync.WaitGroup
		n := 0
		for range 2 {
			wg.Go(func() { Point(); n++ })
		}
		wg.Wait()
	},
	"race in order": func(t *testing.T) {
		var wg sync.WaitGroup
		n := 0
		wg.Go(func() { n++; Point() })
		wg.Go(func() { time.Sleep(20 * time.Millisecond); Point(); n++ })
		wg.Wait()
	},
	"failure in the third run": func(t *testing.T) {
		if strings.HasSuffix(t.Name(), "run_12") {
			t.Error("n = 1, want 2")
		}
	},
	"panic": func(t *testing.T) { panic("broken") },
	"exit":  func(t *testing.T) { os.Exit(3) },
	"fatal": func(t *testing.T) { new(sync.Mutex).Unlock() },
	"deadlock": func(t *testing.T) {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	},
	"leak":     func(t *testing.T) { go func() { select {} }() },
	"parallel": func(t *testing.T) { t.Parallel() },
}

// TestSample is run by the children of TestExplore.
func TestSample(t *testing.T) {
	if !Child() {
		t.Skip("it is for the children of TestExplore")
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			Serve(t, 1, func(*testing.T) { t.Error("this is another call") })
			Serve(t, 0, body)
			t.Error("a child goes no further")
		})
	}
}

func TestExplore(t *testing.T) {
	for _, c := range []struct {
		body, reason string
		kind         finding.Kind
		index, runs  int
		says         string
	}{
		{"right", "nothing is wrong in any run", "", 0, 5, ""},
		{"race", "the detector is on in children too", finding.DataRace, 10, 1, "races with write"},
		{"failure in the third run", "the index of the run is told", finding.TestFailure, 12, 3, "n = 1, want 2"},
		{"panic", "it ends the process, in the run that was on", finding.Panic, 10, 1, "broken"},
		{"exit", "likewise", finding.Exit, 10, 1, "exit status 3"},
		{"fatal", "likewise", finding.Fatal, 10, 1, "unlock of unlocked mutex"},
		{"deadlock", "nobody waits for ever", finding.Hang, 10, 1, "did not end within"},
		{"leak", "a goroutine that stays is found by goleak", finding.Leak, 10, 1, "goroutine is left"},
	} {
		t.Run(c.body, func(t *testing.T) {
			if c.kind == finding.DataRace && !raceEnabled {
				t.Skip("the detector is off")
			}
			t.Parallel()
			cfg := Config{Test: "TestSample/" + strings.ReplaceAll(c.body, " ", "_"), Seed: 7, First: 10, N: 5, Leaks: true, Hang: time.Minute}
			if c.kind == finding.Hang {
				cfg.Hang = time.Second
			}
			r, err := Explore(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			if r.Runs != c.runs {
				t.Errorf("%s: %d runs, want %d", c.reason, r.Runs, c.runs)
			}
			if c.kind == "" {
				if r.Failure != nil {
					t.Errorf("%s: %v", c.reason, r.Failure.Findings)
				}
				return
			}
			if r.Failure == nil || len(r.Failure.Findings) == 0 {
				t.Fatalf("%s: nothing was found, want %s", c.reason, c.kind)
			}
			f := r.Failure.Findings[0]
			if f.Kind != c.kind || r.Failure.Index != c.index {
				t.Errorf("%s: %s in run %d, want %s in %d\n%s", c.reason, f.Kind, r.Failure.Index, c.kind, c.index, r.Failure.Output)
			}
			if !strings.Contains(f.Message, c.says) {
				t.Errorf("%s: it says %q, want %q", c.reason, f.Message, c.says)
			}
			for _, site := range f.Sites {
				if strings.Contains(site.Func, "native.(*runner)") {
					t.Errorf("%s: the site is racekit's own: %v", c.reason, f.Sites)
				}
			}
		})
	}
}

func TestBodyThatIsParallel(t *testing.T) {
	r, err := Explore(t.Context(), Config{Test: "TestSample/parallel", N: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failure == nil || !strings.Contains(string(r.Failure.Output), "calls t.Parallel at native_test.go:") {
		t.Errorf("it says %+v", r)
	}
}

func TestTestThatIsNotReached(t *testing.T) {
	_, err := Explore(t.Context(), Config{Test: "TestNobody", N: 2})
	if err == nil || !strings.Contains(err.Error(), "was not reached") {
		t.Errorf("it says %v", err)
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Explore(ctx, Config{Test: "TestSample/deadlock", N: 2}); err != context.DeadlineExceeded {
		t.Errorf("it says %v", err)
	}
}

// TestPointHidesNothing keeps the perturbation from ordering what it perturbs.
// One run is not enough: where the second goroutine makes its first access after
// the first one ended, the detector may give it the slot of the first one, and
// takes the two for ordered. Which of the two starts first is up to the machine.
func TestPointHidesNothing(t *testing.T) {
	if !raceEnabled {
		t.Skip("the detector is off")
	}
	r, err := Explore(t.Context(), Config{Test: "TestSample/race_in_order", Seed: 3, N: 40})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failure == nil {
		t.Errorf("two goroutines that pass a Point are ordered by it, in each of %d runs", r.Runs)
	}
}

func TestGoroutines(t *testing.T) {
	for _, c := range []struct{ name, dump, state, fn string }{
		{"of the runtime", "goroutine 7 [chan receive, 2 minutes]:\nexample.com/p.wait(0xc0001)\n\t/src/p/p.go:12 +0x1d\ncreated by example.com/p.Start in goroutine 1\n\t/src/p/p.go:8 +0x2\n", "chan receive", "example.com/p.wait"},
		{"of goleak", "[Goroutine 21 in state select, with example.com/p.(*S).loop on top of the stack:\nexample.com/p.(*S).loop(0xc0)\n\t/src/p/s.go:30 +0x1\n]", "select", "example.com/p.(*S).loop"},
		{"of the test's own machinery", "goroutine 1 [chan receive]:\ntesting.(*T).Run(0x0)\n\t/go/src/testing/testing.go:1 +0x1\nmain.main()\n\t_testmain.go:45 +0x1\n", "", ""},
	} {
		all := goroutines([]byte(c.dump))
		if c.fn == "" {
			if len(all) != 0 {
				t.Errorf("%s: %v", c.name, all)
			}
			continue
		}
		if len(all) != 1 || all[0].State != c.state || len(all[0].Stack) != 1 || all[0].Stack[0].Func != c.fn {
			t.Errorf("%s: %+v, want %s in %s", c.name, all, c.state, c.fn)
		}
	}
}
