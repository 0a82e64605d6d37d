// Package lab is what the end-to-end tests share: the controlled toolchain, test
// binaries built with it, and executions of these.
//
// The packages beside it hold what the controlled toolchain, a worker and a pool
// of them must do together with programs that are made for the purpose (testdata
// at the top of the module) and with Go's own race suite.
package lab

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
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// Testdata is the folder of the programs, for a package beside this one.
var Testdata = filepath.Join("..", "..", "..", "..", "testdata")

// Scratch is where the test binaries of this run are.
var Scratch string

// Main is the TestMain of a package that builds.
func Main(m *testing.M) {
	var err error
	if Scratch, err = os.MkdirTemp("", "racekit-lab-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(Scratch)
	os.Exit(code)
}

// Detector is that of the toolchain under test: the default one, or that which the
// environment variable RACEKIT_TEST_DETECTOR names.
func Detector() toolchain.Detector {
	for _, d := range toolchain.Detectors {
		if os.Getenv("RACEKIT_TEST_DETECTOR") == d.String() {
			return d
		}
	}
	return toolchain.TSan
}

// Toolchain returns the toolchain under test. All packages find it in one cache.
func Toolchain() (*toolchain.Toolchain, error) { return ToolchainOf(Detector()) }

func prepare(d toolchain.Detector) (*toolchain.Toolchain, error) {
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
	return toolchain.Prepare(context.Background(), base, cache, d)
}

// ToolchainOf returns the toolchain under test for a detector.
func ToolchainOf(d toolchain.Detector) (*toolchain.Toolchain, error) { return prepared[d]() }

var prepared = func() map[toolchain.Detector]func() (*toolchain.Toolchain, error) {
	m := map[toolchain.Detector]func() (*toolchain.Toolchain, error){}
	for _, d := range toolchain.Detectors {
		m[d] = sync.OnceValues(func() (*toolchain.Toolchain, error) { return prepare(d) })
	}
	return m
}()

// Builds are with and without the detector. The flags come after -race.
var Builds = []struct {
	Name  string
	Flags []string
}{
	{"", nil},
	{"-race=false", append(toolchain.NoIntrinsics(nil), "-race=false")},
}

var built sync.Map // package directory and flags to func() (execution.Command, error)

// Build returns how to start a worker for the package in dir, which is below
// testdata or absolute. It is built once per run of a package, with -race.
func Build(t testing.TB, dir string, flags ...string) execution.Command {
	t.Helper()
	return BuildFor(t, Detector(), dir, flags...)
}

// BuildFor is Build with a detector.
func BuildFor(t testing.TB, d toolchain.Detector, dir string, flags ...string) execution.Command {
	t.Helper()
	tc, err := ToolchainOf(d)
	if err != nil {
		t.Skip(err)
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(Testdata, dir)
	}
	once, _ := built.LoadOrStore(fmt.Sprint(d, dir, flags), sync.OnceValues(func() (execution.Command, error) {
		out := filepath.Join(Scratch, fmt.Sprintf("%s-%v%d.test", filepath.Base(dir), d, len(flags)))
		return Compile(tc, dir, out, flags)
	}))
	c, err := once.(func() (execution.Command, error))()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// compiling keeps builds one after another, and with it the lock of this file
// those of all packages that run at the same time: the first compiles the standard
// library for all.
var compiling sync.Mutex

const compileLock = "tests.lock"

// Compile builds the test binary out of the package in dir.
func Compile(tc *toolchain.Toolchain, dir, out string, flags []string) (execution.Command, error) {
	compiling.Lock()
	defer compiling.Unlock()
	cache, err := toolchain.CacheDir()
	if err != nil {
		return execution.Command{}, err
	}
	unlock, err := toolchain.Lock(context.Background(), filepath.Join(cache, compileLock), 10*time.Minute)
	if err != nil {
		return execution.Command{}, err
	}
	defer unlock()
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
