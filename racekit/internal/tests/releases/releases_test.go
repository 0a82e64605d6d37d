package releases

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// releases are the Go releases beside the one that runs these tests.
var releases = []string{"go1.25.5", "go1.27.3"}

const portable = `package p

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestMixed(t *testing.T) {
	var mu sync.RWMutex
	var n atomic.Int32
	var wg sync.WaitGroup
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := make(chan int, 1)
	for i := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.RLock()
			x := n.Load()
			mu.RUnlock()
			select {
			case c <- i:
			case <-ctx.Done():
			}
			mu.Lock()
			n.Store(x + 1)
			mu.Unlock()
			<-c
		}()
	}
	wg.Wait()
	if n.Load() != 2 {
		t.Errorf("lost update: %d", n.Load())
	}
}

func TestRacy(t *testing.T) {
	x := 0
	go func() { x++ }()
	x++
	time.Sleep(time.Millisecond)
}
`

// The edits work on other releases: the same program has the same findings.
func TestOtherReleases(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two more Go releases")
	}
	if _, err := lab.Toolchain(); err != nil {
		t.Skip(err)
	}
	var first []int // the schedules that fail on the first release
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Setenv("GOTOOLCHAIN", release)
			if out, err := exec.Command("go", "version").CombinedOutput(); err != nil {
				t.Skipf("%s cannot be had here: %v\n%s", release, err, out)
			}
			dir := t.TempDir()
			write(t, filepath.Join(dir, "go.mod"), "module p\n\ngo 1.25\n")
			write(t, filepath.Join(dir, "p_test.go"), portable)
			base, err := toolchain.Locate(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if base.Version != release {
				t.Fatalf("found %s, want %s", base.Version, release)
			}
			cache, err := toolchain.CacheDir()
			if err != nil {
				t.Fatal(err)
			}
			tc, err := toolchain.Prepare(t.Context(), base, cache, toolchain.TSan)
			if err != nil {
				t.Fatal(err)
			}
			c, err := lab.Compile(tc, dir, filepath.Join(dir, "p.test"), nil)
			if err != nil {
				t.Fatal(err)
			}
			p := lab.Pool(t, c, 1)
			lost := map[int]bool{}
			for i := range 100 {
				o, err := p.Run(t.Context(), execution.Spec{Test: "TestMixed", Index: i + 1, Seed: 1, Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true})
				if err != nil {
					t.Fatal(err)
				}
				if o.Status == execution.Failed {
					lost[i] = true
					if again := lab.Replay(t, p, execution.Spec{Test: "TestMixed", Index: i + 1, Seed: 1, Trace: true}, &o); again.Hash != o.Hash && len(lost) == 1 {
						t.Errorf("schedule %d has hash %x, its replay %x", i, o.Hash, again.Hash)
					}
				} else if o.Status != execution.Passed {
					t.Fatal(lab.Tell(&o))
				}
			}
			failing := slices.Sorted(maps.Keys(lost))
			if len(failing) == 0 {
				t.Error("the update is never lost")
			}
			if first == nil {
				first = failing
			}
			if !slices.Equal(first, failing) {
				t.Errorf("schedules %v lose the update, on %s it is %v", failing, releases[0], first)
			}
			o, err := p.Run(t.Context(), execution.Spec{Test: "TestRacy", Seed: 1, Trace: true})
			if err != nil || o.Races == 0 {
				t.Errorf("%v; want a data race\n%s", err, lab.Tell(&o))
			}
		})
	}
}

// With the exported environment a plain go test is controlled: it explores if
// RACEKIT_N says so, and runs as always if not.
func TestPlainGoTest(t *testing.T) {
	tc, err := lab.Toolchain()
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module p\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "p_test.go"), `package p

import (
	"sync/atomic"
	"testing"
)

func TestLost(t *testing.T) {
	var n atomic.Int32
	done := make(chan bool)
	go func() { n.Store(n.Load() + 1); done <- true }()
	n.Store(n.Load() + 1)
	<-done
	if n.Load() != 2 {
		t.Errorf("lost update: %d", n.Load())
	}
}
`)
	run := func(env ...string) (string, error) {
		cmd := exec.Command(tc.Go(), "test", "-race", "-count=1", ".")
		cmd.Dir = dir
		cmd.Env = append(tc.Env(os.Environ()), env...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := run("RACEKIT_N=100")
	if err == nil || !strings.Contains(out, "racekit: schedule ") || !strings.Contains(out, "lost update: 1") || !strings.Contains(out, "racekit test -run '^TestLost$' -seed 1") {
		t.Errorf("RACEKIT_N=100: %v\n%s\nwant the lost update, its schedule and what to run next", err, out)
	}
	if out, err := run(); strings.Contains(out, "racekit") {
		t.Errorf("without RACEKIT_N: %v\n%s\nwant an ordinary run", err, out)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
