package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/matrix"
)

// quickLimit bounds the plain runs of one variant.
const quickLimit = 10 * time.Second

// quick runs each variant n times with an ordinary Go, without and with the
// race detector.
func (m *measuring) quick(ctx context.Context, n int, t *matrix.Table) error {
	var bins [2]string
	for i, flags := range [][]string{nil, {"-race"}} {
		bin, err := m.ordinary(ctx, fmt.Sprintf("quick%d.test", i), flags)
		if err != nil {
			return err
		}
		bins[i] = bin
	}
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		for j := range row.Cells {
			c := &row.Cells[j]
			if c.Argued {
				continue
			}
			q := &matrix.Quick{Runs: n}
			q.Plain, q.PlainEnd = m.quickly(ctx, bins[0], row.ID, c.Variant, n)
			q.Race, q.Ending = m.quickly(ctx, bins[1], row.ID, c.Variant, n)
			if err := ctx.Err(); err != nil {
				return err
			}
			c.Quick = q
		}
	}
	return nil
}

// ordinary builds the scenarios with an ordinary Go.
func (m *measuring) ordinary(ctx context.Context, name string, flags []string) (bin string, err error) {
	g, err := gocmd.Native(ctx, gocmd.Config{Build: flags})
	if err != nil {
		return "", err
	}
	bin = filepath.Join(m.dir, name)
	if b := g.Build(ctx, m.pkg, bin); b.Err != nil {
		return "", fmt.Errorf("the scenarios do not build with an ordinary Go:\n%s", b.Said)
	}
	return bin, nil
}

// quickly counts the failing runs of a variant in a process of its own; ended
// says how that process ended before it had done all.
func (m *measuring) quickly(ctx context.Context, bin, id, variant string, n int) (failed int, ended string) {
	limited, cancel := context.WithTimeout(ctx, quickLimit)
	defer cancel()
	cmd := exec.CommandContext(limited, bin, "-test.run=^TestQuick$", "-test.timeout=0")
	cmd.Dir = m.pkg.Dir
	cmd.Env = append(os.Environ(), "SCENARIOS=quick", "QUICK_SCENARIO="+id, "QUICK_VARIANT="+variant, "QUICK_RUNS="+strconv.Itoa(n))
	var out bytes.Buffer
	cmd.Stdout = &out
	execution.Together(cmd)
	err := cmd.Run()
	if _, count, ok := strings.Cut(out.String(), "quick: "); ok {
		fmt.Sscanf(count, "%d", &failed)
		return failed, ""
	}
	if limited.Err() != nil {
		return 0, "hangs"
	}
	return 0, fmt.Sprintf("ends the process (%v)", err)
}
