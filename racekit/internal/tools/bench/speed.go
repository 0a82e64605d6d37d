package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// A table shows some figures of the sub-benchmarks of one benchmark.
type table struct {
	benchmark string // with "Benchmark", and a slash if it is itself a sub-benchmark
	title     string
	units     []string
	heads     []string
}

var tables = []table{
	{"BenchmarkBody/3", "The body alone, without a T: three goroutines lock, increment and unlock", bodyUnits, bodyHeads},
	{"BenchmarkBody/100", "The same with 100 goroutines", bodyUnits, bodyHeads},
	{"BenchmarkGoroutines", "Nanoseconds per decision among n goroutines that yield, and per yield without control",
		[]string{"ns-2", "ns-10", "ns-100", "ns-1000", "ns-10000", "growth"}, []string{"n = 2", "10", "100", "1,000", "10,000", "from 10 to 10,000"}},
	{"BenchmarkSteps", "Nanoseconds per decision in executions of n steps",
		[]string{"ns-100", "ns-1000", "ns-10000", "ns-100000", "ns-1000000"}, []string{"n = 100", "1,000", "10,000", "100,000", "1,000,000"}},
}

var (
	bodyUnits = []string{"executions/s", "of-plain", "ns/decision", "added-ns/decision", "added-lock+unlock/decision"}
	bodyHeads = []string{"executions/s", "of the plain loop", "ns per decision", "of which control adds", "that is, in Lock+Unlock"}
)

func (b *bench) speedPage(ctx context.Context) (string, error) {
	var t strings.Builder
	fmt.Fprintf(&t, `# What control costs

Medians of %d figures, in processor time, so that what else runs on the machine counts little; a ratio is of two figures taken one after the other in one run. %s %s/%s.
A plain loop is the same body without control at GOMAXPROCS=1. A decision's nanoseconds are the whole execution's divided by its decisions, so they have the body in them; what control adds is the difference to the plain loop.
`+"`go run ./racekit/internal/tools/bench speed`"+` writes this page.

## A fresh T per execution

Three goroutines lock, increment and unlock in a test: executions in workers, their start and warm-up included, against `+"`go test -count=N`"+` with GOMAXPROCS=1.

| build | executions/s | go test -count | ratio |
|---|---|---|---|
`, rounds, b.tc.Version, runtime.GOOS, runtime.GOARCH)
	builds := []build{{"-race", []string{"-race"}, []string{"-race"}}, {"-race=false", toolchain.NoIntrinsics(nil), nil}}
	var pace [2]float64
	for i, build := range builds {
		worker, count, ratio, err := b.freshT(ctx, build)
		if err != nil {
			return "", err
		}
		pace[i] = worker
		fmt.Fprintf(&t, "| %s | %.0f | %.0f | %.2f |\n", build.name, worker, count, ratio)
	}
	link, err := b.link(ctx, builds[1])
	if err != nil {
		return "", err
	}
	saved := 1/pace[0] - 1/pace[1]
	fmt.Fprintf(&t, `
## Which build explores by default

1,000 schedules of this test, the default, take %.2f s of processor time with the detector and %.2f s without. A second binary, without it, takes %.1f s to link alone, and so it pays after %.0f schedules of a package.
Without the detector no memory access is a scheduling point and no data race is seen. So racekit explores with the detector, and `+"`-race=false`"+` is for who asks for it: for long explorations of programs without races.
`, 1000/pace[0], 1000/pace[1], link, link/saved)
	for _, build := range builds {
		figures, err := b.benchmarks(ctx, build.controlled)
		if err != nil {
			return "", err
		}
		for _, table := range tables {
			fmt.Fprintf(&t, "\n## %s, %s\n\n%s", table.title, build.name, table.text(figures))
		}
	}
	return t.String(), nil
}

// rounds is how many figures a median is of.
const rounds = 5

// A build is the flags that make it, with the controlled Go and with the user's.
type build struct {
	name              string
	controlled, plain []string
}

// link returns the seconds of processor time that a test binary costs of which
// everything is compiled.
func (b *bench) link(ctx context.Context, how build) (float64, error) {
	var all []float64
	for i := range rounds {
		begin := processorTime(children)
		if _, err := b.build(ctx, "tiny", true, append(how.controlled, fmt.Sprintf("-ldflags=-X=main.round=%d", i))...); err != nil {
			return 0, err
		}
		all = append(all, (processorTime(children) - begin).Seconds())
	}
	return median(all), nil
}

// freshT measures executions per second in a worker and with go test -count.
func (b *bench) freshT(ctx context.Context, how build) (worker, count, ratio float64, err error) {
	command, err := b.build(ctx, "tiny", true, how.controlled...)
	if err != nil {
		return 0, 0, 0, err
	}
	uncontrolled, err := b.build(ctx, "tiny", false, how.plain...)
	if err != nil {
		return 0, 0, 0, err
	}
	var workers, counts, ratios []float64
	for range rounds {
		const n = 5_000
		spec := execution.Spec{Test: "TestTiny", Seed: 1, Index: 1, Strategy: sched.Config{Kind: sched.RandomWalk}}
		begin := processorTime(children)
		pool := execution.NewPool(command, 1)
		for err == nil && spec.Index <= n {
			var batch execution.Batch
			batch, err = pool.RunBatch(ctx, spec, 64)
			spec.Index += len(batch.Runs)
		}
		pool.Close()
		if err != nil {
			return 0, 0, 0, err
		}
		d := processorTime(children) - begin
		cmd := exec.CommandContext(ctx, uncontrolled.Path, "-test.run=^TestTiny$", fmt.Sprintf("-test.count=%d", n), "-test.cpu=1")
		cmd.Dir, cmd.Env = uncontrolled.Dir, append(os.Environ(), "GOMAXPROCS=1", "GORACE=atexit_sleep_ms=0")
		begin = processorTime(children)
		if out, err := cmd.CombinedOutput(); err != nil {
			return 0, 0, 0, fmt.Errorf("%v: %w\n%s", cmd, err, out)
		}
		p := processorTime(children) - begin
		workers, counts = append(workers, n/d.Seconds()), append(counts, n/p.Seconds())
		ratios = append(ratios, p.Seconds()/d.Seconds())
	}
	return median(workers), median(counts), median(ratios), nil
}

// figures are those of a run of benchmarks, by name, then by unit.
type figures map[string]map[string]float64

// benchmarks runs those of this package with the controlled toolchain.
func (b *bench) benchmarks(ctx context.Context, flags []string) (figures, error) {
	args := append([]string{"test", "-run", "^$", "-bench", ".", "-benchtime", "1x", "-count", "1", "-timeout", "1h"}, flags...)
	cmd := exec.CommandContext(ctx, b.tc.Go(), append(args, "./racekit/internal/tools/bench")...)
	cmd.Dir, cmd.Env = filepath.Clean(b.root), b.tc.Env(os.Environ())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%v: %w\n%s%s", cmd, err, out.Bytes(), errs.Bytes())
	}
	return parse(out.String())
}

// parse reads the output of go test -bench.
func parse(out string) (figures, error) {
	all := figures{}
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if i := strings.LastIndexByte(name, '-'); i > 0 { // GOMAXPROCS
			name = name[:i]
		}
		units := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			x, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("a line of go test -bench that cannot be read: %q: %w", line, err)
			}
			units[fields[i+1]] = x
		}
		all[name] = units
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("go test -bench printed no figures:\n%s", out)
	}
	return all, nil
}

// text is the table, a row per strategy.
func (t table) text(all figures) string {
	var b strings.Builder
	b.WriteString("| strategy | " + strings.Join(t.heads, " | ") + " |\n|---|" + strings.Repeat("---|", len(t.heads)) + "\n")
	for _, strategy := range []string{"plain", "walk", "pct", "delay", "pos", "urw", "surw", "fifo"} {
		units, ok := all[t.benchmark+"/"+strategy]
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "| %s |", strategy)
		for _, unit := range t.units {
			switch x := units[unit]; {
			case x < 10:
				fmt.Fprintf(&b, " %.2f |", x)
			default:
				fmt.Fprintf(&b, " %.0f |", x)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
