package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/measure"
)

// costVariable names the file to which a process without control and detector
// writes what a call costs, and the call.
const costVariable = "RACEKIT_COST_OF"

// Costs builds the package of this process without control and the race
// detector, runs the test of c in it, and returns what ServeCosts measures there.
func (c *Call) Costs(ctx context.Context) (map[string]measure.Cost, error) {
	data, err := c.uncontrolled(ctx)
	if err != nil {
		return nil, err
	}
	var costs map[string]measure.Cost
	return costs, json.Unmarshal(data, &costs)
}

// ServeCosts measures operations if this is the process that Costs of another
// one has started, and ends the test then. Each is made just before.
func (c *Call) ServeCosts(ops map[string]func() func()) {
	file := c.costFile()
	if file == "" {
		return
	}
	costs := map[string]measure.Cost{}
	for _, name := range slices.Sorted(maps.Keys(ops)) {
		costs[name] = measure.CostOf(ops[name]())
	}
	data, err := json.Marshal(costs)
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		c.T.Fatal(err)
	}
	c.T.SkipNow()
}

func (c *Call) uncontrolled(ctx context.Context) ([]byte, error) {
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

// costFile returns where to write what c costs; "" if nobody asks for it.
func (c *Call) costFile() string {
	file, ours := strings.CutPrefix(os.Getenv(costVariable), c.Order(""))
	if !ours || c.Place != Ordinary {
		return ""
	}
	return file
}
