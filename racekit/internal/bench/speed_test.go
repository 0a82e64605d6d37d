// Package bench measures what control costs. Each benchmark runs the same body
// plainly and under control and reports ratios, so that noise of the machine
// hits both. Run it with the controlled toolchain:
//
//	eval "$(racekit env)"; go test -race -run '^$' -bench . ./racekit/internal/bench
package bench

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

type controlled interface {
	RacekitRun(request []byte, body func()) []byte
}

// tiny is the body of the issue: three goroutines lock, increment, unlock.
func tiny() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 3 {
		wg.Add(1)
		go func() {
			mu.Lock()
			n++
			mu.Unlock()
			wg.Done()
		}()
	}
	wg.Wait()
}

// crowd has n goroutines that yield; every decision is among all of them.
func crowd(n, yields int) func() {
	return func() {
		var wg sync.WaitGroup
		for range n {
			wg.Add(1)
			go func() {
				for range yields {
					runtime.Gosched()
				}
				wg.Done()
			}()
		}
		wg.Wait()
	}
}

// run runs body n times under control and returns the time and the decisions.
func run(b *testing.B, kind sched.Kind, n int, body func()) (time.Duration, int) {
	c, ok := any(b).(controlled)
	if !ok {
		b.Skip("the toolchain is not controlled: eval \"$(racekit env)\" first")
	}
	frame := wire.AppendRun(nil, &wire.RunRequest{Test: b.Name(), Index: 1, Count: n, Seed: 1, Kind: uint8(kind), MaxSteps: 1 << 30})
	start := time.Now()
	reply := c.RacekitRun(frame[wire.HeaderSize:], body)
	d := time.Since(start)
	done, ok := wire.ParseDone(reply)
	if !ok || done.Stopped || len(done.Runs) != n {
		b.Fatalf("%d of %d executions ran: %+v", len(done.Runs), n, done.Outcome)
	}
	steps := 0
	for _, r := range done.Runs {
		steps += r.Steps
	}
	return d, steps
}

// plain runs body n times without control on one processor.
func plain(n int, body func()) time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	start := time.Now()
	for range n {
		body()
	}
	return time.Since(start)
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

const rounds = 7

func BenchmarkTinyBody(b *testing.B) {
	for name, kind := range map[string]sched.Kind{"walk": sched.RandomWalk, "pct": sched.PCT, "pos": sched.POS, "urw": sched.URW, "surw": sched.SURW, "fifo": sched.FIFO} {
		b.Run(name, func(b *testing.B) {
			const n = 20_000
			var perSecond, ratio, nsStep, stepRatio []float64
			for b.Loop() {
				for range rounds {
					d, steps := run(b, kind, n, tiny)
					p := plain(n, tiny)
					lock := lockUnlock()
					perSecond = append(perSecond, n/d.Seconds())
					ratio = append(ratio, p.Seconds()/d.Seconds())
					ns := float64(d.Nanoseconds()) / float64(steps)
					nsStep = append(nsStep, ns)
					stepRatio = append(stepRatio, ns/lock)
				}
			}
			b.ReportMetric(median(perSecond), "executions/s")
			b.ReportMetric(median(ratio), "of-plain-loop")
			b.ReportMetric(median(nsStep), "ns/decision")
			b.ReportMetric(median(stepRatio), "lock+unlock/decision")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// lockUnlock returns the nanoseconds of an uncontended Lock and Unlock.
func lockUnlock() float64 {
	const n = 200_000
	var mu sync.Mutex
	start := time.Now()
	for range n {
		mu.Lock()
		//lint:ignore SA2001 nothing but the lock is measured
		mu.Unlock()
	}
	return float64(time.Since(start).Nanoseconds()) / n
}

// BenchmarkGoroutines shows how a decision's cost grows with the number of
// goroutines among which it is taken.
func BenchmarkGoroutines(b *testing.B) {
	for name, kind := range map[string]sched.Kind{"walk": sched.RandomWalk, "pct": sched.PCT, "urw": sched.URW, "surw": sched.SURW} {
		b.Run(name, func(b *testing.B) {
			var ten, many, growth []float64
			for b.Loop() {
				for range rounds {
					d, steps := run(b, kind, 400, crowd(10, 500))
					d2, steps2 := run(b, kind, 1, crowd(10_000, 200))
					x := float64(d.Nanoseconds()) / float64(steps)
					y := float64(d2.Nanoseconds()) / float64(steps2)
					ten, many, growth = append(ten, x), append(many, y), append(growth, y/x)
				}
			}
			b.ReportMetric(median(ten), "ns/decision-10")
			b.ReportMetric(median(many), "ns/decision-10000")
			b.ReportMetric(median(growth), "growth")
			b.ReportMetric(0, "ns/op")
		})
	}
}
