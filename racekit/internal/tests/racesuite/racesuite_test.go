package racesuite

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// excused are the functions of Go's race suite that may end otherwise than
// their name says, and why.
var excused = map[string]string{}

// TestRaceSuite runs Go's own tests of the race detector under several
// schedules. Control must add no false alarm, and must not hide a race that
// the same program shows without it.
func TestRaceSuite(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	tc, err := lab.Toolchain()
	if err != nil {
		t.Skip(err)
	}
	tsan, err := lab.ToolchainOf(toolchain.TSan) // the other one is for workers
	if err != nil {
		t.Fatal(err)
	}
	plain := plainRaces(t, tsan)
	dir, files := suiteFiles(t, tc.Path())
	c := lab.Build(t, dir, files...)
	c.Dir, c.Package = filepath.Join(dir, "testdata"), "command-line-arguments"
	info, err := lab.Pool(t, c, 1).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := underControl(t, lab.Pool(t, c, 2), info.Tests)

	var all, plainMiss, plainAlarm, miss, alarm tally
	for _, test := range info.Tests {
		want, counts := expected(test)
		r, ran := got[test]
		if !counts || !ran || r.skipped {
			continue
		}
		all.add(test)
		p, ok := plain[test]
		if !ok {
			t.Errorf("%s did not run plainly", test)
		}
		switch {
		case want && !p:
			plainMiss.add(test)
		case !want && p:
			plainAlarm.add(test)
		}
		switch why, ok := excused[test]; {
		case r.raced == want && ok:
			t.Errorf("%s ends as it should: take it off the list of the excused (%s)", test, why)
		case r.raced == want || ok:
		case want:
			miss.add(test)
			if p {
				t.Errorf("%s: the race is missed in %d schedules", test, schedulesPerTest)
			}
		default:
			alarm.add(test)
			t.Errorf("%s: a false alarm in schedule %d:\n%s", test, r.outcome.Index, lab.Tell(r.outcome))
		}
	}
	t.Logf("race suite of %s: %d functions; plain: %d false alarms, %d misses; under control, up to %d schedules each: %d false alarms, %d misses; %d excused",
		info.GoVersion, all.n, plainAlarm.n, plainMiss.n, schedulesPerTest, alarm.n, miss.n, len(excused))
	for _, x := range []struct {
		what string
		tally
	}{{"plain misses", plainMiss}, {"plain false alarms", plainAlarm}, {"misses", miss}} {
		if x.n > 0 {
			t.Logf("%s: %s", x.what, strings.Join(x.names, " "))
		}
	}
	if all.n < 300 {
		t.Errorf("only %d functions of the suite ran, want at least 300", all.n)
	}
}

type tally struct {
	n     int
	names []string
}

func (t *tally) add(name string) { t.n++; t.names = append(t.names, name) }

// expected says what the name of a function of the suite promises. Those that
// are known to fail are counted by nobody.
func expected(test string) (race, counts bool) {
	if strings.Contains(test, "Failing") {
		return false, false
	}
	return strings.HasPrefix(test, "TestRace"), strings.HasPrefix(test, "TestRace") || strings.HasPrefix(test, "TestNoRace")
}

// suiteFiles lists the suite, relative to src/runtime/race: below a GOROOT it
// may use internal packages. The test that needs the go command stays out.
func suiteFiles(t *testing.T, goroot string) (dir string, files []string) {
	t.Helper()
	dir = filepath.Join(goroot, "src", "runtime", "race")
	all, err := filepath.Glob(filepath.Join(dir, "testdata", "*_test.go"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no race suite in %s: %v", dir, err)
	}
	for _, f := range all {
		if name := filepath.Base(f); name != "cgo_test.go" {
			files = append(files, "./testdata/"+name)
		}
	}
	return dir, files
}

// plainRaces runs the suite as its own harness does, and says in which
// functions a race was found. A crash in one keeps the others from running,
// so they are run again without it.
func plainRaces(t *testing.T, tc *toolchain.Toolchain) map[string]bool {
	t.Helper()
	dir, files := suiteFiles(t, tc.GOROOT)
	bin := filepath.Join(lab.Scratch, "race-plain.test")
	build := exec.Command(tc.Go(), append([]string{"test", "-c", "-race", "-vet=off", "-o", bin}, files...)...)
	build.Dir, build.Env = dir, append(os.Environ(), "GOTOOLCHAIN=local", "GOROOT="+tc.GOROOT)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the race suite: %v\n%s", err, out)
	}
	races := map[string]bool{}
	var skip []string
	for {
		cmd := exec.Command(bin, "-test.v", "-test.skip=^("+strings.Join(skip, "|")+")$")
		cmd.Dir = filepath.Join(dir, "testdata")
		cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GORACE=suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0")
		out, _ := cmd.CombinedOutput()
		last := ""
		for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
			line := s.Text()
			if name, ok := strings.CutPrefix(line, "=== RUN   "); ok {
				last = name
				races[last] = false
			} else if isRace(line) {
				races[last] = true
			}
		}
		if bytes.Contains(out, []byte("ALL TESTS COMPLETE")) {
			return races
		}
		if last == "" || slices.Contains(skip, last) || len(skip) > 20 {
			t.Fatalf("the race suite does not run:\n%s", out[max(0, len(out)-2000):])
		}
		skip = append(skip, last)
	}
}

func isRace(text string) bool {
	return strings.Contains(text, "DATA RACE") || strings.Contains(text, "fatal error: concurrent map")
}

// schedulesPerTest is the default schedule and random ones.
var schedulesPerTest = 4

func init() {
	if os.Getenv("RACEKIT_LONG") == "1" {
		schedulesPerTest = 12
	}
}

type suiteResult struct {
	raced, skipped bool
	outcome        *execution.Outcome // of the first execution with a race
}

func underControl(t *testing.T, p *execution.Pool, tests []string) map[string]suiteResult {
	t.Helper()
	results := map[string]suiteResult{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan bool, 2)
	for _, test := range tests {
		if _, counts := expected(test); !counts {
			continue
		}
		wg.Go(func() {
			slots <- true
			defer func() { <-slots }()
			r, err := suiteTest(t, p, test)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: %v", test, err)
				return
			}
			results[test] = r
		})
	}
	wg.Wait()
	return results
}

func suiteTest(t *testing.T, p *execution.Pool, test string) (suiteResult, error) {
	var sites []uint32
	for i := range schedulesPerTest {
		spec := execution.Spec{Test: test, Seed: 1, Index: i, Learn: true, Trace: true, Sites: sites, Hang: time.Minute}
		if i > 0 {
			spec.Strategy = sched.Config{Kind: sched.RandomWalk}
		}
		o, err := p.Run(t.Context(), spec)
		if err != nil {
			return suiteResult{}, err
		}
		switch {
		case o.Races > 0 || isRace(string(o.Output)):
			return suiteResult{raced: true, outcome: &o}, nil
		case o.Status == execution.Skipped:
			return suiteResult{skipped: true}, nil
		case o.Status != execution.Passed:
			return suiteResult{}, fmt.Errorf("neither a race nor a pass\n%s", lab.Tell(&o))
		}
		sites = append(sites, o.Sites...)
		slices.Sort(sites)
		sites = slices.Compact(sites)
	}
	return suiteResult{}, nil
}
