//go:build unix

package execution

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func pool(t *testing.T, n int) *Pool {
	t.Helper()
	p := NewPool(command(t, ""), n)
	t.Cleanup(p.Close)
	return p
}

func TestInfo(t *testing.T) {
	got, err := pool(t, 1).Info(t.Context())
	want := Info{GoVersion: "go1.26", Arch: "amd64", Race: true, Tests: []string{"TestPass", "TestFail"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Info: %v (-want +got):\n%s", err, diff)
	}
}

func TestStartErrors(t *testing.T) {
	for _, tt := range []struct {
		how    string
		reason string
		want   string
	}{
		{"exit", "TestMain that does not run the tests", "ended before its tests could run (exit status 3): does TestMain call m.Run? It printed:\nTestMain has other plans"},
		{"silent", "TestMain that waits for ever", "was not ready for its tests after LIMIT: does TestMain call m.Run, does init wait? It printed:\nwaiting for godot"},
		{"future", "another version", "was built with the controlled toolchain of another version of racekit; run eval \"$(racekit env)\" again"},
	} {
		c := command(t, tt.how)
		if tt.how == "silent" {
			c.Start = 100 * time.Millisecond
		}
		_, err := Start(t.Context(), c)
		for tt.how == "silent" && c.Start < time.Minute && !strings.Contains(fmt.Sprint(err), "waiting for godot") {
			c.Start *= 2 // this machine needs longer to come to what it prints
			_, err = Start(t.Context(), c)
		}
		var start *StartError
		if want := strings.ReplaceAll(tt.want, "LIMIT", c.Start.String()); !errors.As(err, &start) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want a StartError with %q", tt.reason, err, want)
		}
	}
	if _, err := Start(t.Context(), Command{Path: "/no/such.test"}); err == nil || !strings.Contains(err.Error(), "start the test binary /no/such.test: ") {
		t.Errorf("missing binary: %v", err)
	}
}

func TestRunBatchOfPassingExecutions(t *testing.T) {
	b, err := pool(t, 1).RunBatch(t.Context(), Spec{Test: "TestPass", Index: 10, Seed: 4, Learn: true}, 3)
	if err != nil || b.Stop != nil {
		t.Fatal(b.Stop, err)
	}
	var want []Run
	for i := 10; i < 13; i++ {
		want = append(want, Run{Index: i, Hash: sched.Derive(4, i), Steps: 2, Tasks: 2, Choices: 1})
	}
	if diff := cmp.Diff(want, b.Runs); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if len(b.Sites) == 0 {
		t.Error("no sites were learned")
	}
}

func TestFindingStopsTheBatch(t *testing.T) {
	b, err := pool(t, 1).RunBatch(t.Context(), Spec{Test: "TestFail/6", Index: 4, Seed: 9, Stacks: true}, 10)
	if err != nil || b.Stop == nil {
		t.Fatal(b, err)
	}
	frame := func(n int) trace.Frame {
		return trace.Frame{Func: fmt.Sprintf("p.f%d", n), File: "f.go", Line: n, Entry: 1}
	}
	inlined := func(n int) []trace.Frame {
		return []trace.Frame{frame(n), {Func: "p.outer", File: "f.go", Line: 1000 + n}}
	}
	want := &Outcome{
		Test: "TestFail/6", Status: Panicked, Index: 6, Seed: sched.Derive(9, 6), Hash: sched.Derive(9, 6), Steps: 2, Switches: 1,
		Output:  []byte("execution 6 of TestFail/6\nabout to fail\n"),
		Message: "boom", Stack: append(inlined(20), frame(21)), Culprit: 2,
		Trace: &trace.Trace{
			Test:   "TestFail/6",
			Events: []trace.Event{{Task: 1, PC: 11, Op: sched.OpGo, Ready: 1}, {Task: 2, PC: 20, Object: 6, Op: sched.OpLock, Ready: 2, Switch: true}},
			Tasks: []trace.Task{
				{ID: 1, State: trace.Blocked, Wait: "chan receive", Stack: []trace.Frame{frame(11)}},
				{ID: 2, Parent: 1, Start: "p.outer", CreatedAt: frame(11), Object: 7, Op: sched.OpLock},
			},
			Sites:  map[uint32][]trace.Frame{11: {frame(11)}, 20: inlined(20)},
			Stacks: [][]trace.Frame{{frame(11)}, append(inlined(20), frame(23))},
		},
	}
	if diff := cmp.Diff(want, b.Stop); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
	if got := []int{b.Runs[0].Index, len(b.Runs)}; !slices.Equal(got, []int{4, 3}) {
		t.Errorf("first index and number of runs %v, want [4 3]", got)
	}
}

func TestEndOfTheProcessIsAnOutcomeOfItsExecution(t *testing.T) {
	for _, tt := range []struct {
		test    string
		reason  string
		status  Status
		message string
		output  string
	}{
		{"TestExit/7", "os.Exit", Crashed, "exit status 7", "execution 7 of TestExit/7\n"},
		{"TestFatal/7", "panic in a goroutine that nobody controls", Crashed, "exit status 2", "panic: nobody recovers this"},
		{"TestSpin/7", "a loop without scheduling points", Hung, "no goroutine came to a scheduling point for LIMIT", "SIGQUIT"},
		{"TestFlood/7", "endless output", Hung, "printed more than 256 MiB", "bytes of output left out"},
	} {
		t.Run(tt.test, func(t *testing.T) {
			p := pool(t, 1)
			hang := 10 * time.Minute
			if strings.HasSuffix(tt.message, "LIMIT") {
				hang = 100 * time.Millisecond
			}
			b, err := p.RunBatch(t.Context(), Spec{Test: tt.test, Index: 5, Seed: 1, Hang: hang}, 10)
			for err == nil && b.Stop != nil && b.Stop.Index < 7 {
				hang *= 2 // this machine stood still in an execution before
				b, err = p.RunBatch(t.Context(), Spec{Test: tt.test, Index: 5, Seed: 1, Hang: hang}, 10)
			}
			if err != nil || b.Stop == nil {
				t.Fatal(b, err)
			}
			tt.message = strings.ReplaceAll(tt.message, "LIMIT", hang.String())
			o := b.Stop
			if o.Status != tt.status || o.Index != 7 || o.Seed != sched.Derive(1, 7) || o.Message != tt.message {
				t.Errorf("%s: status %d, index %d, seed %#x, message %q; want %d, 7, %#x, %q",
					tt.reason, o.Status, o.Index, o.Seed, o.Message, tt.status, sched.Derive(1, 7), tt.message)
			}
			if !bytes.Contains(o.Output, []byte(tt.output)) || bytes.Contains(o.Output, []byte("execution 6")) {
				t.Errorf("%s: output %q, want %q in it and nothing of execution 6", tt.reason, clip(o.Output), tt.output)
			}
			if got := o.Trace.Decisions(); !slices.Equal(got, []uint32{1, 2}) {
				t.Errorf("%s: schedule %v, want [1 2]", tt.reason, got)
			}
			if got := o.Trace.Sites[11]; len(got) != 1 || got[0].Line != 11 {
				t.Errorf("%s: the code at 11 is %v, want line 11", tt.reason, got)
			}
			var indices []int
			var hashes []uint64
			for _, r := range b.Runs {
				indices, hashes = append(indices, r.Index), append(hashes, r.Hash)
			}
			if !slices.Equal(indices, []int{5, 6, 7}) || hashes[0] != sched.Derive(1, 5) || hashes[1] != sched.Derive(1, 6) {
				t.Errorf("%s: runs %+v, want 5 and 6 with their hashes, and 7", tt.reason, b.Runs)
			}
			if b, err := p.RunBatch(t.Context(), Spec{Test: tt.test, Index: 8, Seed: 1}, 3); err != nil || len(b.Runs) != 3 {
				t.Errorf("%s: exploration did not go on: %+v, %v", tt.reason, b, err)
			}
		})
	}
}

func TestSlowIsNotHung(t *testing.T) {
	p := pool(t, 1)
	spec := Spec{Test: "TestSlow/1", Index: 1, Hang: slowStep * slowSteps / 2}
	o, err := p.Run(t.Context(), spec)
	for try := 0; err == nil && o.Status == Hung && try < 10; try++ {
		o, err = p.Run(t.Context(), spec) // this machine may have stood still that long
	}
	if err != nil || o.Status != Passed {
		t.Errorf("status %d, %v, want passed: it made steps all the time", o.Status, err)
	}
}

// A program that a test has started and waits for is at work: that is no hang.
func TestBusyChildIsNoHang(t *testing.T) {
	p := pool(t, 1)
	spec := Spec{Test: "TestBusyChild/1", Index: 1, Hang: time.Second}
	o, err := p.Run(t.Context(), spec)
	for try := 0; err == nil && o.Status == Hung && try < 5; try++ {
		o, err = p.Run(t.Context(), spec) // it may have had no processor for half of that
	}
	if err != nil || o.Status != Passed {
		t.Errorf("status %d, %v, want passed", o.Status, err)
	}
}

func TestLimit(t *testing.T) {
	const limit = 2 * time.Second
	for _, tt := range []struct {
		reason  string
		spec    Spec
		n       int
		status  Status
		message string
	}{
		{"it makes steps all the time", Spec{Test: "TestEndless/7", Index: 7, Limit: limit}, 1, Cut, "it did not end within 2s"},
		{"it is not the one before", Spec{Test: "TestEndless/7", Index: 4, Limit: limit}, 6, Cut, "it did not end within 2s"},
		{"each execution has its own time", Spec{Test: "TestNap/0", Index: 1, Limit: limit}, 6, Passed, ""},
		{"without any progress it is a hang", Spec{Test: "TestSpin/7", Index: 7, Limit: limit}, 1, Hung, "no goroutine came to a scheduling point for 1.8s"},
		{"who says what a hang is, is heard", Spec{Test: "TestSpin/7", Index: 7, Limit: limit, Hang: time.Minute}, 1, Cut, "it did not end within 2s"},
		{"nothing is known of what its warm-up did not let begin", Spec{Test: "TestEndless/0", Index: 7, Limit: limit}, 1, Cut, "the execution before it did not end within 2s"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			b, err := pool(t, 1).RunBatch(t.Context(), tt.spec, tt.n)
			var o Outcome
			if b.Stop != nil {
				o = *b.Stop
			}
			if err != nil || o.Status != tt.status || o.Message != tt.message || o.Status == Cut && o.Index != 7 || o.Status == Passed && len(b.Runs) != tt.n {
				t.Errorf("%v, status %d of execution %d, %q; want %d, %q", err, o.Status, o.Index, o.Message, tt.status, tt.message)
			}
		})
	}
}

func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPool(Command{}, 2)
		var inside []string
		begin := func(name string, alone bool) (leave func()) {
			done := make(chan bool)
			go func() {
				leave, err := p.enter(t.Context(), alone)
				if err != nil {
					t.Error(err)
					return
				}
				inside = append(inside, name)
				<-done
				inside = slices.DeleteFunc(inside, func(s string) bool { return s == name })
				leave()
			}()
			synctest.Wait()
			return func() { close(done); synctest.Wait() }
		}
		see := func(reason string, want ...string) {
			t.Helper()
			if !slices.Equal(inside, want) {
				t.Errorf("inside are %v, want %v: %s", inside, want, reason)
			}
		}
		a, b := begin("a", false), begin("b", false)
		c, d, e := begin("c", true), begin("d", false), begin("e", true)
		see("two at a time", "a", "b")
		a()
		see("who wants to be alone waits for all", "b")
		b()
		see("and nobody comes before", "c")
		c()
		see("nor after", "d")
		d()
		see("two that want to be alone wait for each other", "e")
		e()
		see("all are through")
	})
}

func TestLongOutputLosesItsMiddle(t *testing.T) {
	o, err := pool(t, 1).Run(t.Context(), Spec{Test: "TestBig/1", Index: 1})
	if err != nil || !bytes.Contains(o.Output, []byte("TestBig/1\nbegin")) || !bytes.HasSuffix(o.Output, []byte("end")) ||
		!bytes.Contains(o.Output, []byte("bytes of output left out")) || len(o.Output) > keepOutput+100 {
		t.Errorf("%d bytes of output, %v: %q", len(o.Output), err, clip(o.Output))
	}
}

func TestExecutorErrors(t *testing.T) {
	for _, tt := range []struct {
		test   string
		reason string
		want   string
	}{
		{"TestUnknown", "a refused request", "TestUnknown, schedule 0: the worker refuses to run TestUnknown: no test TestUnknown in this package"},
		{"TestFree", "an execution that nothing controlled has not passed", "an execution ended without a step, so nothing was controlled"},
		{"TestGarbage/0", "a test that writes to the worker's descriptor", "or a test writes to descriptor 4"},
		{"TestForeign/0", "a shared file that is not ours", "the shared file starts with 0x2a"},
	} {
		_, err := pool(t, 1).Run(t.Context(), Spec{Test: tt.test})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.reason, err, tt.want)
		}
	}
}

func TestWarmUp(t *testing.T) {
	run := func(t *testing.T, f func(context.Context, Spec) (Outcome, error), index int) string {
		t.Helper()
		o, err := f(t.Context(), Spec{Test: "TestCount", Index: index, Trace: true})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(o.Output)), "\n")
		return lines[len(lines)-1]
	}
	p := pool(t, 1)
	for _, tt := range []struct {
		index  int
		want   int
		reason string
	}{
		{0, 1, "the default schedule is the warm-up itself"},
		{0, 2, "the worker is kept"},
		{5, 3, "the worker is kept"},
	} {
		if got, want := run(t, p.Run, tt.index), fmt.Sprintf("run %d in this process", tt.want); got != want {
			t.Errorf("%s: %s, want %s", tt.reason, got, want)
		}
	}
	if got := run(t, p.Fresh, 5); got != "run 2 in this process" {
		t.Errorf("a fresh process: %s, want the second run, after the warm-up", got)
	}
	if got := run(t, p.Fresh, 0); got != "run 1 in this process" {
		t.Errorf("the default schedule in a fresh process: %s, want the first run", got)
	}
	if got := run(t, pool(t, 1).Run, 5); got != "run 2 in this process" {
		t.Errorf("a new pool: %s, want the second run, after the warm-up", got)
	}
	isolated := func(ctx context.Context, s Spec) (Outcome, error) { s.Isolated = true; return p.Run(ctx, s) }
	if got := run(t, isolated, 5); got != "run 1 in this process" {
		t.Errorf("isolated: %s, want the first run, without a warm-up", got)
	}
}

func TestIsolatedBatch(t *testing.T) {
	p := pool(t, 1)
	spec := Spec{Test: "TestSecond", Index: 1}
	if b, err := p.RunBatch(t.Context(), spec, 3); err != nil || b.Stop == nil || b.Stop.Message != "registered twice" {
		t.Fatalf("a second run in one process: %+v, %v, want a failure", b, err)
	}
	spec.Isolated = true
	if b, err := p.RunBatch(t.Context(), spec, 3); err != nil || b.Stop != nil || len(b.Runs) != 3 {
		t.Errorf("isolated: %+v, %v, want three passing runs", b, err)
	}
}

func TestWarmUpThatEndsTheProcessIsLeftOut(t *testing.T) {
	o, err := pool(t, 1).Run(t.Context(), Spec{Test: "TestExit/0", Index: 3})
	if err != nil || o.Status != Passed || o.Index != 3 {
		t.Errorf("outcome %+v, %v, want execution 3 to pass", o, err)
	}
}

func TestWorkersAreRecycled(t *testing.T) {
	p := pool(t, 1)
	if _, err := p.RunBatch(t.Context(), Spec{Test: "TestPass", Index: 1}, 1); err != nil {
		t.Fatal(err)
	}
	first := p.idle[0].cmd.Process.Pid
	p.idle[0].ran = maxRuns - 1
	p.RunBatch(t.Context(), Spec{Test: "TestPass", Index: 1}, 1)
	if len(p.idle) != 0 {
		t.Fatal("a worker with maxRuns executions was kept")
	}
	p.RunBatch(t.Context(), Spec{Test: "TestPass", Index: 1}, 1)
	if p.idle[0].cmd.Process.Pid == first {
		t.Error("the same process goes on")
	}
}

func TestWorkersAreNotSharedByTests(t *testing.T) {
	p := pool(t, 1)
	p.Run(t.Context(), Spec{Test: "TestPass", Index: 1})
	o, err := p.Run(t.Context(), Spec{Test: "TestCount", Index: 1, Trace: true})
	if err != nil || !bytes.Contains(o.Output, []byte("run 2 in")) {
		t.Errorf("output %q, %v, want a new process with its own warm-up", o.Output, err)
	}
}

func TestPoolBoundsTheNumberOfWorkers(t *testing.T) {
	p := pool(t, 2)
	var wg sync.WaitGroup
	var running atomic.Int32
	for range 6 {
		running.Add(1)
		wg.Go(func() {
			defer running.Add(-1)
			p.Run(t.Context(), Spec{Test: "TestSlow/1", Index: 1})
		})
	}
	seen := 0
	for running.Load() > 0 {
		n := len(children(t))
		if seen = max(seen, n); n > 2 {
			t.Fatalf("%d workers run at once, want at most 2", n)
		}
	}
	wg.Wait()
	if seen == 0 {
		t.Error("no worker was seen: the test shows nothing")
	}
}

// Concurrent requests for ever new tests leave no more workers behind than the
// pool has slots, and one request's worth that was just released.
func TestPoolForgetsWorkersOfOtherTests(t *testing.T) {
	const slots = 2
	p := pool(t, slots)
	for seed := range uint64(5) {
		var wg sync.WaitGroup
		for range slots {
			wg.Go(func() {
				if _, err := p.Run(t.Context(), Spec{Test: "TestPass", Seed: seed}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(p.idle); n > 2*slots-1 {
			t.Fatalf("%d workers are kept after %d seeds, with %d slots", n, seed+1, slots)
		}
	}
}

func TestCancel(t *testing.T) {
	p := pool(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := p.RunBatch(ctx, Spec{Test: "TestSpin/2", Index: 1, Hang: time.Hour}, 5)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline's at once", err)
	}
	if left := children(t); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
}

func TestCancelOfARequestThatIsNotRead(t *testing.T) {
	p := NewPool(command(t, "deaf"), 1)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	script := make([]uint32, 1<<20) // far more than a pipe holds
	for i := range script {
		script[i] = uint32(i)
	}
	_, err := p.Run(ctx, Spec{Test: "TestPass", Script: script, Hang: time.Hour})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline's at once", err)
	}
}

func TestChildrenOfTestsEndToo(t *testing.T) {
	p := pool(t, 1)
	o, err := p.Run(t.Context(), Spec{Test: "TestChild/1", Index: 1})
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscanf(string(o.Output[bytes.Index(o.Output, []byte("child")):]), "child %d", &pid); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if !ends(pid) {
		t.Errorf("process %d, started by the test, still runs", pid)
	}
}

func TestTestMainCanTearDown(t *testing.T) {
	c := command(t, "teardown")
	p := NewPool(c, 1)
	p.Run(t.Context(), Spec{Test: "TestPass"})
	p.Close()
	if _, err := os.Stat(filepath.Join(c.Dir, "teardown")); err != nil {
		t.Errorf("the worker was ended before its TestMain: %v", err)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	fds := func() int {
		l, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("no /proc")
		}
		return len(l)
	}
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	pool(t, 1).Run(t.Context(), Spec{Test: "TestPass"})
	before := fds()
	for _, test := range []string{"TestPass", "TestExit/1", "TestSpin/1", "TestGarbage/1"} {
		p := NewPool(command(t, ""), 1)
		p.RunBatch(t.Context(), Spec{Test: test, Hang: 200 * time.Millisecond}, 2)
		p.Close()
	}
	Start(t.Context(), command(t, "exit"))
	if after := fds(); after > before {
		t.Errorf("%d descriptors are open, %d before", after, before)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "racekit-*")); len(left) > 0 {
		t.Errorf("files %v are left", left)
	}
	if left, _ := filepath.Glob("/dev/shm/racekit-*"); len(left) > 0 {
		t.Errorf("files %v are left", left)
	}
}

func TestWorkersDieWithTheParent(t *testing.T) {
	if os.Getenv("BE_PARENT") == "1" {
		p := NewPool(command(t, ""), 1)
		go p.RunBatch(context.Background(), Spec{Test: "TestSpin/1", Hang: time.Minute}, 5)
		for len(children(t)) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		fmt.Println("worker", children(t)[0])
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestWorkersDieWithTheParent$")
	cmd.Env = append(os.Environ(), "BE_PARENT=1")
	out, _ := cmd.Output()
	var pid int
	if _, err := fmt.Sscanf(string(out), "worker %d", &pid); err != nil {
		t.Fatalf("the parent said %q: %v", out, err)
	}
	if !ends(pid) {
		syscall.Kill(pid, syscall.SIGKILL)
		t.Errorf("worker %d outlived its parent", pid)
	}
}

// ends waits for a process to end; one that does not in two minutes is not
// going to.
func ends(pid int) bool {
	for range 6000 {
		if s := state(pid); s == "" || s == "Z" {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

func TestEnviron(t *testing.T) {
	for _, tt := range []struct {
		reason string
		in     []string
		want   []string
	}{
		{"nothing", []string{}, []string{"RACEKIT_PACKAGE=example.com/p", "GORACE=" + raceOptions, "GOMAXPROCS=1", "RACEKIT_WORKER=1", "RACEKIT_SHARED=268435456"}},
		{"the user's own come first, so that ours count", []string{"A=1", "GORACE=history_size=5", "GOMAXPROCS=8", "RACEKIT_N=3"},
			[]string{"A=1", "RACEKIT_PACKAGE=example.com/p", "GORACE=history_size=5 " + raceOptions, "GOMAXPROCS=1", "RACEKIT_WORKER=1", "RACEKIT_SHARED=268435456"}},
	} {
		c := Command{Package: "example.com/p", Env: tt.in}
		if diff := cmp.Diff(tt.want, c.environ()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

// children returns the processes that this one has started.
func children(t *testing.T) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Skip("no /proc")
	}
	var out []int
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid, parent int
		var state string
		fmt.Sscan(filepath.Base(filepath.Dir(path)), &pid)
		fmt.Sscan(string(b[bytes.LastIndexByte(b, ')')+1:]), &state, &parent)
		if parent == os.Getpid() {
			out = append(out, pid)
		}
	}
	return out
}

// state returns the state of a process; "" if there is none.
func state(pid int) string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	return strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))[0]
}

func clip(b []byte) []byte {
	if len(b) > 600 {
		return slices.Concat(b[:300], []byte(" ... "), b[len(b)-300:])
	}
	return b
}
