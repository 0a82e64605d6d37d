package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Each benchmark runs the same body plainly and under control in turn and
// reports medians of ratios, so that noise of the machine hits both. They need
// the controlled toolchain:
//
//	eval "$(racekit env)"; go test -race -run '^$' -bench . -benchtime 1x ./racekit/internal/tools/bench

type controlled interface {
	RacekitRun(request []byte, body func()) []byte
}

// locked is a body of n goroutines that lock, increment and unlock.
func locked(n int) func() {
	return func() {
		var mu sync.Mutex
		var wg sync.WaitGroup
		x := 0
		for range n {
			wg.Add(1)
			go func() {
				mu.Lock()
				x++
				mu.Unlock()
				wg.Done()
			}()
		}
		wg.Wait()
	}
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

// control runs body n times under control and returns the time and the decisions.
func control(b *testing.B, kind sched.Kind, n int, body func()) (time.Duration, int) {
	c, ok := any(b).(controlled)
	if !ok {
		b.Skip("the toolchain is not controlled: eval \"$(racekit env)\" first")
	}
	frame := wire.AppendRun(nil, &wire.RunRequest{Test: b.Name(), Index: 1, Count: n, Seed: 1, Kind: uint8(kind), MaxSteps: 1 << 30})
	start := processorTime(self)
	reply := c.RacekitRun(frame[wire.HeaderSize:], body)
	d := processorTime(self) - start
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
	start := processorTime(self)
	for range n {
		body()
	}
	return processorTime(self) - start
}

// lockUnlock returns the nanoseconds of an uncontended Lock and Unlock.
func lockUnlock() float64 {
	const n = 200_000
	var mu sync.Mutex
	start := processorTime(self)
	for range n {
		mu.Lock()
		//lint:ignore SA2001 nothing but the lock is measured
		mu.Unlock()
	}
	return float64((processorTime(self) - start).Nanoseconds()) / n
}

// kinds are the strategies but for the mixture, which is made of them.
var kinds = slices.DeleteFunc(slices.Clone(sched.Kinds()), func(k sched.Kind) bool { return k == sched.Mixed })

// BenchmarkBody: what control adds to a body, per execution and per decision.
func BenchmarkBody(b *testing.B) {
	for _, n := range []int{3, 100} {
		for _, k := range kinds {
			b.Run(fmt.Sprintf("%d/%s", n, k), func(b *testing.B) {
				executions := 15_000 / n
				var perSecond, ratio, total, added, locks []float64
				for b.Loop() {
					for range rounds {
						d, steps := control(b, k, executions, locked(n))
						p := plain(executions, locked(n))
						ns := float64((d - p).Nanoseconds()) / float64(steps)
						perSecond = append(perSecond, float64(executions)/d.Seconds())
						ratio = append(ratio, p.Seconds()/d.Seconds())
						total = append(total, float64(d.Nanoseconds())/float64(steps))
						added = append(added, ns)
						locks = append(locks, ns/lockUnlock())
					}
				}
				b.ReportMetric(median(perSecond), "executions/s")
				b.ReportMetric(median(ratio), "of-plain")
				b.ReportMetric(median(total), "ns/decision")
				b.ReportMetric(median(added), "added-ns/decision")
				b.ReportMetric(median(locks), "added-lock+unlock/decision")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// BenchmarkGoroutines: how a decision's cost grows with the goroutines among
// which it is taken, and how that of a switch grows without control.
func BenchmarkGoroutines(b *testing.B) {
	sizes := []struct{ goroutines, yields, executions int }{{2, 200, 500}, {10, 200, 100}, {100, 200, 10}, {1000, 200, 1}, {10_000, 200, 1}}
	type way struct {
		name string
		run  func(b *testing.B, n int, body func(), switches int) (time.Duration, int)
	}
	ways := []way{{"plain", func(_ *testing.B, n int, body func(), switches int) (time.Duration, int) {
		return plain(n, body), n * switches
	}}}
	for _, k := range kinds {
		ways = append(ways, way{k.String(), func(b *testing.B, n int, body func(), _ int) (time.Duration, int) {
			return control(b, k, n, body)
		}})
	}
	for _, w := range ways {
		b.Run(w.name, func(b *testing.B) {
			cost := make([][]float64, len(sizes))
			var growth []float64
			for b.Loop() {
				for range rounds {
					for i, s := range sizes {
						d, steps := w.run(b, s.executions, crowd(s.goroutines, s.yields), s.goroutines*s.yields)
						cost[i] = append(cost[i], float64(d.Nanoseconds())/float64(steps))
					}
					last := func(i int) float64 { return cost[i][len(cost[i])-1] }
					growth = append(growth, last(4)/last(1))
				}
			}
			for i, s := range sizes {
				b.ReportMetric(median(cost[i]), fmt.Sprintf("ns-%d", s.goroutines))
			}
			b.ReportMetric(median(growth), "growth")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkSteps: how a decision's cost grows with the steps of an execution.
func BenchmarkSteps(b *testing.B) {
	sizes := []int{100, 1000, 10_000, 100_000, 1_000_000}
	for _, k := range kinds {
		b.Run(k.String(), func(b *testing.B) {
			cost := make([][]float64, len(sizes))
			for b.Loop() {
				for range rounds {
					for i, s := range sizes {
						d, steps := control(b, k, max(1, 100_000/s), crowd(4, s/4))
						cost[i] = append(cost[i], float64(d.Nanoseconds())/float64(steps))
					}
				}
			}
			for i, s := range sizes {
				b.ReportMetric(median(cost[i]), fmt.Sprintf("ns-%d", s))
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
