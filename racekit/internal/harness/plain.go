package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// costVariable names the file to which a process without control and detector
// writes what a call costs, and the call.
const costVariable = "RACEKIT_COST_OF"

// Uncontrolled builds the package of this process without control and the race
// detector, runs the test of c in it, and returns what is written there to
// CostFile.
func (c *Call) Uncontrolled(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "racekit-cost-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var env []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		switch {
		case name == "GOROOT", name == "GORACE", name == "GOTOOLCHAIN", strings.HasPrefix(name, "RACEKIT_"):
		default:
			env = append(env, kv)
		}
	}
	binary, file := filepath.Join(dir, "cost.test"), filepath.Join(dir, "cost")
	run := func(env []string, name string, args ...string) error {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Dir, cmd.Env = directory, env
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
		}
		return nil
	}
	if err := run(env, "go", "test", "-c", "-race=false", "-vet=off", "-o", binary, "."); err != nil {
		return nil, err
	}
	env = append(env, costVariable+"="+c.Order(file))
	if err := run(env, binary, append(arguments(), "-test.run="+c.pattern(), "-test.timeout=0")...); err != nil {
		return nil, err
	}
	out, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the test did not come to its call: %w", err)
	}
	return out, nil
}

// CostFile returns where to write what c costs; "" if nobody asks for it.
func (c *Call) CostFile() string {
	file, ours := strings.CutPrefix(os.Getenv(costVariable), c.Order(""))
	if !ours || c.Place != Ordinary {
		return ""
	}
	return file
}
