package oracle

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// binaries is where the test binaries of this run are.
var binaries string

func TestMain(m *testing.M) {
	var err error
	if binaries, err = os.MkdirTemp("", "racekit-oracle-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(binaries)
	os.Exit(code)
}

// controlled is the toolchain under test.
var controlled = sync.OnceValues(func() (*toolchain.Toolchain, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return nil, fmt.Errorf("control is complete on linux/amd64 only")
	}
	base, err := toolchain.Locate(context.Background(), ".")
	if err != nil {
		return nil, err
	}
	if err := base.CheckRace(); err != nil {
		return nil, err
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return nil, err
	}
	return toolchain.Prepare(context.Background(), base, cache)
})

// builds are with and without the detector. The flags come after -race.
var builds = []struct {
	name  string
	flags []string
}{
	{"", nil},
	{"-race=false", append(toolchain.NoIntrinsics(nil), "-race=false")},
}

var built sync.Map // package directory and flags to func() (execution.Command, error)

// build returns how to start a worker for the package in dir, which is below
// testdata or absolute. It is built once per run of these tests, with -race.
func build(t testing.TB, dir string, flags ...string) execution.Command {
	t.Helper()
	tc, err := controlled()
	if err != nil {
		t.Skip(err)
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", "..", "testdata", dir)
	}
	once, _ := built.LoadOrStore(fmt.Sprint(dir, flags), sync.OnceValues(func() (execution.Command, error) {
		out := filepath.Join(binaries, fmt.Sprintf("%s-%d.test", filepath.Base(dir), len(flags)))
		return compile(tc, dir, out, flags)
	}))
	c, err := once.(func() (execution.Command, error))()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// compiling keeps builds one after another: the first compiles the standard
// library for all.
var compiling sync.Mutex

func compile(tc *toolchain.Toolchain, dir, out string, flags []string) (execution.Command, error) {
	compiling.Lock()
	defer compiling.Unlock()
	run := func(args ...string) (string, error) {
		cmd := exec.Command(tc.Go(), args...)
		cmd.Dir, cmd.Env = dir, tc.Env(os.Environ())
		var errs bytes.Buffer
		cmd.Stderr = &errs
		text, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("go %s in %s: %w\n%s", strings.Join(args, " "), dir, err, errs.Bytes())
		}
		return strings.TrimSpace(string(text)), nil
	}
	pkg, err := run("list", "-f", "{{.ImportPath}}")
	if err != nil {
		return execution.Command{}, err
	}
	args := append([]string{"test", "-c", "-race", "-vet=off", "-o", out}, flags...)
	if _, err := run(args...); err != nil {
		return execution.Command{}, err
	}
	return execution.Command{Path: out, Dir: dir, Package: pkg}, nil
}

// pool returns n workers for c that end with t.
func pool(t *testing.T, c execution.Command, n int) *execution.Pool {
	t.Helper()
	p := execution.NewPool(c, n)
	t.Cleanup(p.Close)
	return p
}

// run runs one execution.
func run(t *testing.T, how func(context.Context, execution.Spec) (execution.Outcome, error), spec execution.Spec) execution.Outcome {
	t.Helper()
	o, err := how(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// replay repeats an execution in a new process by its decisions.
func replay(t *testing.T, p *execution.Pool, spec execution.Spec, o *execution.Outcome) execution.Outcome {
	t.Helper()
	return run(t, p.Fresh, explore.ReplaySpec(spec, o))
}

// search runs the random schedules 1 to n and returns the first with a
// finding. What spec then lacks to repeat it is the index.
func search(t *testing.T, p *execution.Pool, spec *execution.Spec, n int) *execution.Outcome {
	t.Helper()
	spec.Index, spec.Strategy = 1, sched.Config{Kind: sched.RandomWalk}
	for spec.Index <= n {
		b, err := p.RunBatch(t.Context(), *spec, n-spec.Index+1)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range b.Runs {
			if r.Index != spec.Index+i {
				t.Fatalf("execution %d of the batch has index %d, want %d", i, r.Index, spec.Index+i)
			}
		}
		spec.Index += len(b.Runs)
		if b.Stop == nil || !b.Stop.Found() {
			continue
		}
		if b.Stop.Index != spec.Index-1 {
			t.Fatalf("the finding is attributed to schedule %d, want %d, the last of the batch", b.Stop.Index, spec.Index-1)
		}
		return b.Stop
	}
	return nil
}

// tell describes an outcome, for the message of a test that fails.
func tell(o *execution.Outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "schedule %d: status %d after %d steps, %d races: %s\n", o.Index, o.Status, o.Steps, o.Races, o.Message)
	for _, f := range explore.FromOutcome(*o) {
		fmt.Fprintf(&b, "finding: %s: %s\n", f.Kind, f.Message)
	}
	out := o.Output
	if len(out) > 4000 {
		out = append(out[:4000:4000], "..."...)
	}
	fmt.Fprintf(&b, "output:\n%s", out)
	return b.String()
}

func has(found []finding.Finding, kind finding.Kind, message string) bool {
	for _, f := range found {
		if f.Kind == kind && strings.Contains(f.Message, message) {
			return true
		}
	}
	return false
}
