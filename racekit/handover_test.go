package racekit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

// racekitIn runs the command in the current folder.
func racekitIn(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var said strings.Builder
	code = command.Run(t.Context(), frame.Streams{Out: &said, Err: &said}, args)
	return code, said.String()
}

// module makes a module of the tests in file the current folder. It uses the
// library of this repository.
func module(t *testing.T, file string) {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(mod), "module github.com/racekit/toolkit", "module example.com/user", 1) +
		"\nrequire github.com/racekit/toolkit v0.0.0\nreplace github.com/racekit/toolkit => " + root + "\n"
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"go.mod": text, "go.sum": string(sum), "x_test.go": string(tests)} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// What the verbs find by themselves inside racekit test is counted, recorded,
// replayed and accepted like what racekit test finds.
func TestHandedOver(t *testing.T) {
	gotest.Controlled(t)
	module(t, "testdata/handover/handover_test.go")
	records := func() map[string]string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join("testdata", "racekit", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		for _, f := range files {
			all[filepath.Base(filepath.Dir(f))] = f
		}
		return all
	}
	says := func(out string, want ...string) {
		t.Helper()
		rest := out
		for _, w := range want {
			i := strings.Index(rest, w)
			if i < 0 {
				t.Fatalf("%q is not said in its place:\n%s", w, out)
			}
			rest = rest[i+len(w):]
		}
	}

	code, out := racekitIn(t, "test", "-n=60", "-budget=0")
	if code != 1 {
		t.Errorf("exit code %d, want 1: there are findings", code)
	}
	says(out,
		"--- FAIL: TestStack (schedule ", "not linearizable: *user.stack", "Pop() would give", "replay: racekit replay testdata/racekit/TestStack/",
		"--- FAIL: TestResults/in_a_subtest (schedule ", "the result 1 is forbidden", "replay: racekit replay testdata/racekit/TestResults/",
		"--- FAIL: TestVariants (schedule ", "n = 1, want 2", "the variant is one that is not", "replay: racekit replay testdata/racekit/TestVariants/",
		"--- FAIL: FuzzLost/seed#0 (schedule ", "n = 1, want 2", "no other process can repeat what was drawn",
		"FAIL\texample.com/user\t", " schedules, ")
	recorded := records()
	if len(recorded) != 3 {
		t.Fatalf("want three records, one per test that others can repeat: %v", recorded)
	}

	var accept strings.Builder
	for test, file := range recorded {
		code, out := racekitIn(t, "replay", file)
		if code != 1 || !strings.HasSuffix(out, "FAIL\n") {
			t.Errorf("%s: replay ends with %d, want 1: the finding shows again\n%s", test, code, out)
		}
		accept.WriteString(filepath.Base(file) + " example.com/user." + test + " known\n")
	}
	if err := os.WriteFile("racekit.accept", []byte(accept.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	code, out = racekitIn(t, "test", "-n=60", "-budget=0", "-run=^Test")
	if code != 0 {
		t.Errorf("exit code %d, want 0: all is accepted\n%s", code, out)
	}
	says(out, "--- KNOWN: TestStack", "accepted: known", "3 accepted findings")
	if again := records(); len(again) != 3 {
		t.Errorf("want the same three records: %v", again)
	}
}
