package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// bodies are what the detectors are compared in: a test of testdata, and how often
// it runs.
var bodies = []struct {
	dir, test string
	times     int
	what      string
}{
	{"tiny", "TestTiny", 5_000, "three goroutines lock, increment, unlock"},
	{"accesses", "TestSum", 20, "sum 1,000,000 words"},
	{"accesses", "TestFill", 20, "write 1,000,000 words"},
	{"accesses", "TestIncrement", 20, "increment 1,000,000 words"},
	{"accesses", "TestCopy", 200, "100 copies of 64 KB by one goroutine"},
	{"accesses", "TestCopyByMany", 200, "100 copies of 64 KB by as many goroutines"},
	{"accesses", "TestCalls", 20, "1,000,000 calls that read and write one word"},
	{"accesses", "TestJoined", 5, "10,000 goroutines, one after the other"},
	{"accesses", "TestAlive", 5, "2,000 goroutines at once, with a lock"},
	{"accesses", "TestHeap", 1, "touch a heap of 256 MB once"},
}

// A contender runs a test so many times and returns its processor time, and the
// peak memory of its process in kilobytes.
type contender func(ctx context.Context, dir, test string, times int) (time.Duration, int64, error)

// detectorPage compares racekit's own detector with ThreadSanitizer.
func (b *bench) detectorPage(ctx context.Context) (string, error) {
	own, err := gocmd.Controlled(ctx, gocmd.Config{Race: true, Detector: toolchain.Own})
	if err != nil {
		return "", err
	}
	c := *b
	c.tc, c.tmp = own.Toolchain, filepath.Join(b.tmp, "own")
	if err := os.MkdirAll(c.tmp, 0o777); err != nil {
		return "", err
	}
	contenders := []contender{c.controlled, b.controlled, b.uncontrolled}
	var t strings.Builder
	fmt.Fprintf(&t, `# What the race detector costs

Processor time of the same executions with racekit's own detector and with ThreadSanitizer, and of go test -race -count at GOMAXPROCS=1, which is not controlled: medians of %d, taken in turns in one run. Peak memory is that of the process. %s.
`+"`go run ./racekit/internal/tools/bench detector`"+` writes this page.

| body | own, s | tsan, s | go test -race, s | own/tsan | own/go test | MB: own | tsan | go test |
|---|---|---|---|---|---|---|---|---|
`, rounds, b.tc.Version)
	for _, body := range bodies {
		var seconds [3][]float64
		var memory [3]int64
		for range rounds {
			for i, run := range contenders {
				d, kb, err := run(ctx, body.dir, body.test, body.times)
				if err != nil {
					return "", err
				}
				seconds[i], memory[i] = append(seconds[i], d.Seconds()), max(memory[i], kb)
			}
		}
		o, s, p := median(seconds[0]), median(seconds[1]), median(seconds[2])
		row := fmt.Sprintf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %d | %d | %d |\n", body.what, o, s, p, o/s, o/p, memory[0]>>10, memory[1]>>10, memory[2]>>10)
		b.log("%s", row)
		t.WriteString(row)
	}
	return t.String(), nil
}

func (b *bench) controlled(ctx context.Context, dir, test string, times int) (time.Duration, int64, error) {
	c, err := b.build(ctx, dir, true, "-race")
	if err != nil {
		return 0, 0, err
	}
	begin := processorTime(children)
	pool := execution.NewPool(c, 1)
	defer pool.Close()
	spec := execution.Spec{Test: test, Seed: 1, Index: 1, Strategy: sched.Config{Kind: sched.RandomWalk}}
	for spec.Index <= times {
		batch, err := pool.RunBatch(ctx, spec, times-spec.Index+1)
		if err != nil {
			return 0, 0, err
		}
		if batch.Stop != nil {
			return 0, 0, fmt.Errorf("%s ends with %v: %s%s", test, batch.Stop.Status, batch.Stop.Message, batch.Stop.Output)
		}
		spec.Index += len(batch.Runs)
	}
	peak := childPeak()
	pool.Close()
	return processorTime(children) - begin, peak, nil
}

func (b *bench) uncontrolled(ctx context.Context, dir, test string, times int) (time.Duration, int64, error) {
	c, err := b.build(ctx, dir, false, "-race")
	if err != nil {
		return 0, 0, err
	}
	begin := processorTime(children)
	cmd := exec.CommandContext(ctx, c.Path, "-test.run=^"+test+"$", fmt.Sprintf("-test.count=%d", times), "-test.cpu=1")
	cmd.Dir, cmd.Env = c.Dir, append(os.Environ(), "GOMAXPROCS=1", "GORACE=atexit_sleep_ms=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	return processorTime(children) - begin, peakOf(cmd.ProcessState), nil
}
