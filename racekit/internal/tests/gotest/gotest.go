// Package gotest runs go test on packages of testdata, as tests of the library do,
// with the controlled toolchain or with an ordinary one.
package gotest

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// In runs the tests of the package in a folder, and returns what is printed of each.
// There is no limit of time unless env or args have one.
func In(t *testing.T, folder, goCommand string, env []string, args ...string) map[string]string {
	t.Helper()
	cmd := exec.Command(goCommand, append([]string{"test", "-race", "-count=1", "-v"}, args...)...)
	cmd.Dir, cmd.Env = folder, append([]string{"RACEKIT_BUDGET=0"}, env...)
	out, err := cmd.CombinedOutput()
	if err == nil && strings.Contains(string(out), "--- FAIL") {
		t.Errorf("tests failed, and go test did not")
	}
	said := map[string]string{}
	test := ""
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) > 2 && words[0] == "===" {
			test = words[2]
		}
		said[test] += line
	}
	if said[""] != "" && len(said) == 1 {
		t.Fatalf("go test %v: %v\n%s", args, err, out)
	}
	return said
}

// Controlled is the environment in which go test is controlled. The test is skipped
// where that cannot be had.
func Controlled(t *testing.T) (goCommand string, env []string) {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("control is complete on linux/amd64 only")
	}
	base, err := toolchain.Locate(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := base.CheckRace(); err != nil {
		t.Skip(err)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	tc, err := toolchain.Prepare(context.Background(), base, cache, toolchain.TSan)
	if err != nil {
		t.Fatal(err)
	}
	return tc.Go(), tc.Env(os.Environ())
}

// A Saying is what a test must print, in this order.
type Saying struct {
	Reason string
	Test   string
	Want   []string
}

// Check compares what was printed with what must be.
func Check(t *testing.T, said map[string]string, rows []Saying) {
	t.Helper()
	for _, row := range rows {
		rest := said[row.Test]
		for _, want := range row.Want {
			i := strings.Index(rest, want)
			if i < 0 {
				t.Errorf("%s: %s does not say %q in its place:\n%s", row.Reason, row.Test, want, said[row.Test])
				break
			}
			rest = rest[i+len(want):]
		}
	}
}

// Says is a Saying.
func Says(reason, test string, want ...string) Saying { return Saying{reason, test, want} }
