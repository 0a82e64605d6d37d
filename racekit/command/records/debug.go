package records

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/command/frame"
)

// Delve is run in this version where it is not installed.
const Delve = "github.com/go-delve/delve/cmd/dlv@v1.27.2"

// debug runs a recorded schedule under Delve, which stops at a step; where there
// is no Delve it prints how to do that.
func (r *recordedTest) debug(ctx context.Context, std frame.Streams, step int, binaryArgs []string) error {
	spec, lost, err := r.campaign().SpecOf(r.rec)
	if err != nil {
		return err
	}
	for _, s := range lost {
		fmt.Fprintf(std.Err, "note: %s has changed since the schedule was recorded\n", s.Func)
	}
	dir, err := frame.TempFolder("racekit-debug-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the debugger: %w", err)
	}
	s, err := r.session(spec.Test, dir, step)
	if err == nil {
		worker := r.engine.Opts.WorkerCommand(r.engine.Binary, binaryArgs)
		worker.Path = s.binary
		s.target, err = worker.Standalone(spec, filepath.Join(dir, "schedule"))
	}
	if err != nil {
		os.RemoveAll(dir)
		return err
	}
	dlv, err := exec.LookPath("dlv")
	if err != nil {
		fmt.Fprint(std.Out, s.manual())
		return nil
	}
	defer os.RemoveAll(dir)
	cmd := exec.CommandContext(ctx, dlv, s.args()...)
	cmd.Env = s.target.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, std.Out, std.Err
	if err := cmd.Run(); err != nil {
		if _, ended := errors.AsType[*exec.ExitError](err); !ended {
			return fmt.Errorf("cannot start %s: %w", dlv, err)
		}
		return frame.Exit(frame.ExitUsage)
	}
	return nil
}

// A session is what Delve is started with.
type session struct {
	test   string
	dir    string
	binary string
	init   string // Delve's first commands
	step   int
	target *exec.Cmd
}

// session puts the test binary and Delve's first commands into dir.
func (r *recordedTest) session(test, dir string, step int) (*session, error) {
	s := &session{test: test, dir: dir, binary: filepath.Join(dir, "replay.test"), init: filepath.Join(dir, "init"), step: step}
	if err := os.Rename(r.engine.Path, s.binary); err != nil {
		return nil, err
	}
	return s, os.WriteFile(s.init, []byte(s.commands()), 0o600)
}

// commands stop at the first step from s.step on, and show where that is.
func (s *session) commands() string {
	return fmt.Sprintf("break racekit runtime.rkStep\ncondition racekit step >= %d\ncontinue\nstack 12\n", s.step)
}

func (s *session) args() []string {
	args := []string{"exec", s.binary, "--wd", s.target.Dir, "--init", s.init, "--allow-non-terminal-interactive", "--"}
	return append(args, s.target.Args[1:]...)
}

// manual says how to start Delve by hand.
func (s *session) manual() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Delve is not installed: there is no dlv on the PATH. Install it with\n\n\tgo install %s\n\nand run this again, or run now\n\n\tenv", Delve)
	for _, kv := range s.target.Env {
		if name, _, _ := strings.Cut(kv, "="); name == "GORACE" || name == "GOMAXPROCS" || strings.HasPrefix(name, "RACEKIT_") {
			fmt.Fprintf(&b, " %s", quote(kv))
		}
	}
	fmt.Fprintf(&b, " go run %s", Delve)
	for _, a := range s.args() {
		fmt.Fprintf(&b, " %s", quote(a))
	}
	fmt.Fprintf(&b, "\n\nIt runs %s and stops at step %d; \"condition racekit step >= N\" and \"continue\" lead to step N.\nThe folder %s is no longer needed then.\n", s.test, s.step, s.dir)
	return b.String()
}

// quote writes a word for a shell.
func quote(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,@+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
