package execution

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// A Command says how to start a worker: a test binary built with the
// controlled toolchain.
type Command struct {
	Path     string        // the test binary
	Dir      string        // the package's directory
	Package  string        // import path of the package under test
	Flags    []string      // of the test binary: -test.run, -test.skip, -test.short, ...
	Env      []string      // nil is the environment of this process
	Profiles string        // folder for coverage profiles, one for each worker that ends in order; empty is none
	Epoch    int64         // as in Spec; 0 is DefaultEpoch
	Stress   bool          // move stacks and collect at calls of the detector: to test the runtime's hooks
	Start    time.Duration // how long init and TestMain may take; 0 is DefaultStart
}

// DefaultStart bounds the time until a worker's tests can run.
const DefaultStart = 60 * time.Second

// raceOptions make the detector report every race of every execution to the
// output, without ending or delaying the process, and remember as much as it can. Where an option is given
// twice the last one counts.
const raceOptions = "suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0 halt_on_error=0 log_path=stderr history_size=7"

// environ is the environment of a worker.
func (c *Command) environ() []string {
	env := c.Env
	if env == nil {
		env = os.Environ()
	}
	race := raceOptions
	out := make([]string, 0, len(env)+4)
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		switch {
		case name == "GORACE":
			race = value + " " + raceOptions
		case name == "GOMAXPROCS", name == "PWD" && c.Dir != "", strings.HasPrefix(name, "RACEKIT_"):
		default:
			out = append(out, kv)
		}
	}
	if abs, err := filepath.Abs(c.Dir); err == nil && c.Dir != "" {
		out = append(out, "PWD="+abs)
	}
	if c.Package != "" {
		out = append(out, "RACEKIT_PACKAGE="+c.Package)
	}
	if c.Epoch != 0 {
		out = append(out, fmt.Sprintf("RACEKIT_EPOCH=%d", c.Epoch))
	}
	if c.Stress {
		out = append(out, "RACEKIT_STRESS=1")
	}
	return append(out, "GORACE="+race, "GOMAXPROCS=1", "RACEKIT_WORKER=1", fmt.Sprintf("RACEKIT_SHARED=%d", sharedSize))
}

func (c *Command) args() []string {
	args := append([]string(nil), c.Flags...)
	if c.Profiles != "" {
		name := fmt.Sprintf("worker%d.out", workers.Add(1))
		args = append(args, "-test.coverprofile="+filepath.Join(c.Profiles, name))
	}
	return append(args, "-test.paniconexit0", "-test.timeout=0")
}

// workers counts those of this process: each has its own coverage profile.
var workers atomic.Int64
