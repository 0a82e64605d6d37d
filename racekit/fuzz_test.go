package racekit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

// Go's fuzzer finds an input and a schedule, and the file that it writes
// repeats both.
func TestFuzz(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	dir := t.TempDir()
	binary := filepath.Join(dir, "drawn.test")
	build := exec.Command(goCommand, "test", "-race", "-c", "-o", binary)
	build.Dir, build.Env = filepath.Join("..", "testdata", "drawn"), env
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(args ...string) string {
		cmd := exec.Command(binary, args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%v found nothing:\n%s", args, out)
		}
		return string(out)
	}
	fuzzed := run("-test.run=^$", "-test.fuzz=^FuzzSum$", "-test.fuzztime=20000x", "-test.fuzzcachedir="+filepath.Join(dir, "cache"))
	files, err := filepath.Glob(filepath.Join(dir, "testdata", "fuzz", "FuzzSum", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files of the fuzzer: %v, %v\n%s", files, err, fuzzed)
	}
	entry, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(entry), "uint64(") {
		t.Errorf("the file has no schedule: %v\n%s", err, entry)
	}
	if replayed := run("-test.run=^FuzzSum$/" + filepath.Base(files[0])); !strings.Contains(replayed, "the sum of") {
		t.Errorf("the file does not repeat the failure:\n%s", replayed)
	}
}
