// Package native explores where the toolchain is not controlled: it repeats a
// body under random perturbation in a child process and says what went wrong.
// A seed gives the same perturbation again, not the same schedule.
package native

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// A Config says how often and how long to repeat a body.
type Config struct {
	Test  string // full name of the test, subtests included
	Call  int    // which call of the library in that test, from 0
	Seed  uint64
	First int // index of the first run
	N     int // runs
	// Budget ends the exploration after this time; 0 is no bound.
	Budget time.Duration
	// Hang is how long one run may take; 0 is DefaultHang.
	Hang  time.Duration
	Leaks bool // a goroutine that is left after a run is a finding
}

// DefaultHang is for Config.Hang. There is no virtual time here: a body that
// really waits must be able to.
const DefaultHang = 10 * time.Second

// A Result is what the runs showed.
type Result struct {
	Runs    int // that ended, the failing one included
	Failure *Failure
}

// A Failure is the first run that showed something wrong.
type Failure struct {
	Index    int
	Findings []finding.Finding
	Output   []byte
	Hung     bool
}

// Explore repeats the body that cfg names in a child of this process, which
// runs the same test binary, until a run shows something wrong.
func Explore(ctx context.Context, cfg Config) (Result, error) {
	cfg.Hang = cmp.Or(cfg.Hang, DefaultHang)
	dir, err := os.MkdirTemp("", "racekit-native-")
	if err != nil {
		return Result{}, fmt.Errorf("racekit needs a temporary directory for the runs of %s: %w", cfg.Test, err)
	}
	defer os.RemoveAll(dir)
	c, err := start(cfg, dir)
	if err != nil {
		return Result{}, fmt.Errorf("racekit cannot start the test binary again for %s: %w", cfg.Test, err)
	}
	defer c.close()
	return c.watch(ctx, cfg)
}

// watch waits for the child and kills it if a run does not end.
func (c *child) watch(ctx context.Context, cfg Config) (Result, error) {
	tick := time.NewTicker(min(cfg.Hang/10, 100*time.Millisecond))
	defer tick.Stop()
	last, since := c.progress(), time.Now()
	for {
		select {
		case err := <-c.ended:
			return c.result(cfg, err, false)
		case <-ctx.Done():
			c.kill()
			return Result{Runs: c.progress().done}, ctx.Err()
		case <-tick.C:
			if now := c.progress(); now != last {
				last, since = now, time.Now()
			} else if time.Since(since) > cfg.Hang {
				return c.result(cfg, c.stop(), true)
			}
		}
	}
}

// result reads what the child left.
func (c *child) result(cfg Config, ended error, hung bool) (Result, error) {
	p := c.progress()
	r := Result{Runs: p.done}
	if ended == nil && p.begun == 0 {
		return r, fmt.Errorf("racekit started the test binary again to repeat %s, and that test was not reached: is it skipped, or its name not constant?", cfg.Test)
	}
	output, err := c.outputFrom(p.output)
	if err != nil {
		return r, err
	}
	var exit *exec.ExitError
	switch {
	case ended == nil && !hung:
		return r, nil
	case ended != nil && !errors.As(ended, &exit) && !hung:
		return r, fmt.Errorf("racekit lost the process that repeats %s: %w", cfg.Test, ended)
	case p.begun == 0:
		return r, fmt.Errorf("%s failed before its body was repeated:\n%s", cfg.Test, output)
	}
	f := &Failure{Index: cfg.First + p.begun - 1, Output: output, Hung: hung}
	r.Runs = p.begun
	r.Failure = f
	facts := finding.Facts{Test: cfg.Test, Output: output, Ending: finding.Failed}
	switch {
	case hung:
		f.Findings = []finding.Finding{hang(cfg, output)}
		return r, nil
	case p.done < p.begun:
		facts.Ending, facts.Message = finding.Crashed, ended.Error()
	case p.leaked:
		f.Findings = []finding.Finding{leak(cfg.Test, output)}
		return r, nil
	}
	f.Findings = finding.Classify(facts)
	return r, nil
}
