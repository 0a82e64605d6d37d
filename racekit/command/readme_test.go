package command

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/command/frame"
)

// What README shows of its sample is what racekit prints.
func TestReadmeSample(t *testing.T) {
	if testing.Short() || !strings.HasPrefix(runtime.Version(), "go1.26") {
		t.Skip("builds with the controlled toolchain; numbers are those of Go 1.26")
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	const command = "$ racekit test ./testdata/bank\n"
	_, want, _ := strings.Cut(string(readme), command)
	want, _, ok := strings.Cut(want, "```")
	if !ok {
		t.Fatalf("README.md has no example that begins with %q", command)
	}
	sample := filepath.Join(t.TempDir(), "toolkit")
	if err := os.CopyFS(filepath.Join(sample, "testdata", "bank"), os.DirFS(filepath.Join("..", "..", "testdata", "bank"))); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err == nil {
		err = os.WriteFile(filepath.Join(sample, "go.mod"), mod, 0o666)
	}
	if err == nil { // the records of this machine
		err = os.RemoveAll(filepath.Join(sample, "testdata", "bank", "testdata"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(sample)
	var out, errs strings.Builder
	if code := Run(t.Context(), frame.Streams{Out: &out, Err: &errs}, []string{"test", "./testdata/bank"}); code != frame.ExitFinding {
		t.Errorf("exit code %d, want %d; stderr:\n%s", code, frame.ExitFinding, errs.String())
	}
	seconds := regexp.MustCompile(`\t[0-9.]+s\t`)
	if diff := cmp.Diff(seconds.ReplaceAllString(want, "\t"), seconds.ReplaceAllString(out.String(), "\t")); diff != "" {
		t.Errorf("README.md shows something else (-README +racekit):\n%s", diff)
	}
}
