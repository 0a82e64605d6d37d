package catalogue

import (
	"embed"
	"fmt"
	"io"
	"runtime"
	"text/template"
	"time"

	asyncvsthreads "github.com/racekit/toolkit/scenarios/async-vs-threads"
)

//go:embed explain/*.tmpl
var asyncFile embed.FS

// guide is the choice of a model. Each line ends with scenarios that show why.
var guide = []struct{ when, use, see string }{
	{"many tasks that mostly wait", "a goroutine each", "first-response"},
	{"many waits on one resource", "a semaphore or a pool", "semaphore-tokens"},
	{"work that computes", "as many as processors", "pool-shutdown"},
	{"state with many rules", "one goroutine owns it", "call-after-stop"},
	{"one word, one operation", "an atomic, one call", "lost-update"},
	{"several words, short work", "one mutex for all", "multi-var-invariant"},
	{"read mostly, replaced whole", "an atomic pointer", "cow-config"},
	{"a loop and a blocking call", "offload, post back", "offload"},
	{"steps with an await between", "check again after it", "await-atomicity"},
	{"the result of many", "errgroup, one context", "errgroup-pipeline"},
	{"work that outlives a request", "a context of its own", "request-ctx"},
	{"the newest of many results", "number them, then check", "stale-async-result"},
}

// asyncFigures are measured when they are asked for.
type asyncFigures struct {
	System                  string
	Wait, InTurn, Gather    time.Duration
	PerGoroutine, PerThread string
	Goroutines, Threads     int
	One, All                time.Duration
	Procs                   int
	Beat, Call              time.Duration
	Stalled, Offloaded      time.Duration
	Guide                   []string
}

func measureAsync() asyncFigures {
	const waits, steps = 3, 30_000_000
	f := asyncFigures{
		System: fmt.Sprintf("%s %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
		Wait:   100 * time.Millisecond, Goroutines: 100_000, Threads: 500, Procs: runtime.NumCPU(),
		Beat: 10 * time.Millisecond, Call: 200 * time.Millisecond,
	}
	f.InTurn = asyncvsthreads.InTurn(waits, f.Wait).Round(time.Millisecond)
	f.Gather = asyncvsthreads.Gather(waits, f.Wait).Round(time.Millisecond)
	f.PerGoroutine = kilobytes(asyncvsthreads.PerGoroutine(f.Goroutines))
	f.PerThread = kilobytes(asyncvsthreads.PerThread(f.Threads))
	f.One = asyncvsthreads.Compute(2, steps, 1).Round(time.Millisecond)
	f.All = asyncvsthreads.Compute(2, steps, f.Procs).Round(time.Millisecond)
	call := func() { time.Sleep(f.Call) }
	beats := int(f.Call/f.Beat) + 5
	f.Stalled = asyncvsthreads.Heartbeat(f.Beat, beats, call, false).Round(time.Millisecond)
	f.Offloaded = asyncvsthreads.Heartbeat(f.Beat, beats, call, true).Round(time.Millisecond)
	for _, g := range guide {
		f.Guide = append(f.Guide, fmt.Sprintf("%-29s %-24s %s", g.when, g.use, g.see))
	}
	return f
}

func kilobytes(b int64) string {
	if b == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f KB", float64(b)/1024)
}

func explainAsync(w io.Writer) error {
	row := func(what string, figure any) string { return fmt.Sprintf("    %-50s %v", what, figure) }
	t, err := template.New(asyncTopic+".tmpl").Funcs(template.FuncMap{"row": row}).ParseFS(asyncFile, "explain/*.tmpl")
	if err != nil {
		return err
	}
	return t.Execute(w, measureAsync())
}
