package command

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/command/records"
	"github.com/racekit/toolkit/racekit/internal/report/testout"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"racekit": Main})
}

func TestScript(t *testing.T) { runScripts(t, "script") }

// These build and run tests with the controlled toolchain.
func TestScriptControlled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with the controlled toolchain")
	}
	runScripts(t, filepath.Join("script", "controlled"))
}

func runScripts(t *testing.T, dir string, more ...string) {
	env := append(goEnv(t), more...)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", dir),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *golden.Update,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitCode, "results": results},
	})
}

// goEnv lets scripts, whose home is empty, share the caches of this machine, and
// says where this repository is.
func goEnv(t *testing.T) []string {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN"}
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"RACEKIT_CACHE=" + cache, "CI=", "ROOT=" + root}
	for i, value := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		env = append(env, names[i]+"="+value)
	}
	return env
}

// exitCode runs a command of which only the exit code matters: code N command...
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s: exit code %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// results lists what a tool that counts tests sees in the events of a file:
// results EVENTS LIST. It fails where an event is out of place.
func results(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: results events list")
	}
	open := map[string]bool{}
	var out []string
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		var e testout.Event
		ts.Check(json.Unmarshal([]byte(line), &e))
		switch e.Action {
		case "run":
			if parent, _, _ := cutLast(e.Test, "/"); parent != "" && !open[parent] && strings.Count(e.Test, "/") == 1 {
				ts.Fatalf("%s runs outside of %s", e.Test, parent)
			}
			open[e.Test] = true
		case "pass", "fail", "skip":
			if e.Test != "" && !open[e.Test] {
				ts.Fatalf("%s ends and does not run", e.Test)
			}
			delete(open, e.Test)
			out = append(out, e.Action+" "+e.Test+"\n")
		case "output":
			if e.Test != "" && !open[e.Test] {
				ts.Fatalf("output of %s, which does not run: %s", e.Test, line)
			}
		}
	}
	if len(open) > 0 {
		ts.Fatalf("did not end: %v", open)
	}
	slices.Sort(out)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(out, "")), 0o666))
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// An interrupt before anything was done is "unfinished", not "clean".
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	if got := Run(ctx, frame.Streams{Out: &out, Err: &errs}, []string{"test"}); got != frame.ExitUnfinished {
		t.Errorf("exit code %d, want %d; printed %s%s", got, frame.ExitUnfinished, out.String(), errs.String())
	}
	if !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("stderr is %q", errs.String())
	}
}

// offline is what the go command says where it cannot reach the module proxy.
var offline = regexp.MustCompile(`dial tcp|no such host|i/o timeout|connection refused|TLS handshake|module lookup disabled`)

func TestScriptDebug(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with the controlled toolchain")
	}
	dlv, err := exec.LookPath("dlv")
	if err != nil {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), "go", "install", records.Delve)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOBIN="+dir)
		if out, err := cmd.CombinedOutput(); err != nil && offline.Match(out) {
			t.Skipf("Delve is not installed and cannot be had: %s", out)
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		dlv = filepath.Join(dir, "dlv")
	}
	runScripts(t, filepath.Join("script", "debug"), "DLV="+filepath.Dir(dlv))
}
