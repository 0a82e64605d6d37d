package testing

import (
	"context"
	"internal/race"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	_ "unsafe" // for go:linkname
)

// The worker's side of racekit: it runs the executions that the parent asks
// for over a pipe. The protocol is package wire, injected with the prefix rkw_.

// rkSpec, rkResult and rkTaskInfo mirror those of package runtime.
type rkSpec struct {
	index       int
	base        uint64
	kind        int
	depth       int
	steps       int
	script      []uint32
	sites       []uint32
	profile     *rkw_Profile
	maxSteps    int
	timeout     int64
	output      int64
	cooperative bool
	realTime    bool
	early       bool
	still       bool
	learn       bool
	stacks      bool
}

type rkResult struct {
	end      int
	seed     uint64
	hash     uint64
	steps    int
	stored   int
	switches int
	diverged int
	tasks    int
	culprit  uint32
	external bool
	message  []byte
	choices  int
	alive    int
	stack    []uint32
	learnt   []uint32
}

type rkTaskInfo struct {
	parent  uint32
	object  uint32
	op      uint8
	state   uint8
	leaked  bool
	startpc uint32
	gopc    uint32
	wait    string
	stack   [24]uint32
	depth   int
	sig     uint64
}

//go:linkname rkIsWorker
func rkIsWorker() bool

//go:linkname rkLeave
func rkLeave()

//go:linkname rkRelease
func rkRelease()

//go:linkname rkRun
func rkRun(sp *rkSpec, fn func(), out *rkResult)

//go:linkname rkKeep
func rkKeep()

//go:linkname rkFindLeaks
func rkFindLeaks()

// rkHush tells the runtime that what follows is not the test's doing.
//
//go:linkname rkHush
func rkHush(d int32)

//go:linkname rkNoteFail
func rkNoteFail()

//go:linkname rkTask
func rkTask(id uint32, out *rkTaskInfo)

//go:linkname rkEventStack
func rkEventStack(i int) []uint32

//go:linkname rkSymbolize
func rkSymbolize(pc uint32, visit func(fn, file string, line, entry int))

//go:linkname rkHeap
func rkHeap() uint64

//go:linkname rkPoolCleanup
func rkPoolCleanup()

// How an execution ended, for the runtime and for the parent
// (execution.Status).
const (
	rkEndDone     = 1
	rkEndDeadlock = 2
	rkEndPanicked = 3
	rkEndLivelock = 4
	rkEndTimedOut = 5

	rkPassed   = 0
	rkSkipped  = 1
	rkFailed   = 2
	rkPanicked = 3
	rkDeadlock = 4
	rkLivelock = 5
	rkTimedOut = 6
)

const (
	rkGCAbove      = 64 << 20  // heap at which it is collected between executions
	rkMemoryLimit  = 768 << 20 // above it the runtime collects inside executions too
	rkParallel     = 8         // -parallel, where the machine's one processor would say 1
	rkMaxFrameSize = 256 << 20
	rkMaxScript    = 1 << 26
)

type rkWorker struct {
	m    *M
	in   *os.File
	out  *os.File
	text *os.File // what the test prints
	buf  []byte
	ran  int // executions so far
	env  []string
	dir  string
}

// rkServed is set once the parent has been served: a TestMain that calls m.Run
// again has nothing more to run.
var rkServed bool

func rkServe(m *M) int {
	if rkServed {
		return 0
	}
	rkServed = true
	rkLeave()
	defer rkRelease()
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(rkMemoryLimit)
	if *parallel <= 1 {
		*parallel = rkParallel
	}
	if benchTime == (durationOrCountFlag{d: 1 * time.Second}) {
		benchTime = durationOrCountFlag{n: 1} // testing.Benchmark in a test: steps take no time
	}
	w := &rkWorker{m: m, in: os.NewFile(3, "commands"), out: os.NewFile(4, "replies"), text: os.NewFile(1, "output")}
	w.env = os.Environ()
	w.dir, _ = os.Getwd()
	w.send(rkw_AppendHello(nil, w.hello()))
	for {
		typ, body, ok := w.receive()
		if !ok {
			return 0
		}
		switch typ {
		case rkw_TypeRun:
			req, ok := rkw_ParseRun(body)
			test := w.find(req.Test)
			switch {
			case !ok:
				w.fail("the request to run a test cannot be read")
			case test == nil:
				w.fail("there is no test " + req.Test)
			default:
				done := w.runAll(&req, func() rkBody { return &rkExecution{m: w.m, test: test} })
				w.send(rkw_AppendDone(w.buf[:0], &done))
			}
		case rkw_TypeSymbolize:
			req, ok := rkw_ParseSymbolize(body)
			if !ok {
				w.fail("the request for symbols cannot be read")
				continue
			}
			w.send(rkw_AppendFrames(w.buf[:0], rkFramesOf(req.PCs)))
		case rkw_TypeQuit:
			return 0
		default:
			w.fail("unknown request")
		}
	}
}

func (w *rkWorker) fail(text string) { w.send(rkw_AppendError(w.buf[:0], &rkw_ErrorReply{Text: text})) }

func (w *rkWorker) send(frame []byte) {
	w.buf = frame
	if _, err := w.out.Write(frame); err != nil {
		os.Exit(0) // the parent has gone
	}
}

func (w *rkWorker) receive() (typ byte, body []byte, ok bool) {
	var head [4]byte
	if _, err := io.ReadFull(w.in, head[:]); err != nil {
		return 0, nil, false
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16 | int(head[3])<<24
	if n < 1 || n > rkMaxFrameSize {
		return 0, nil, false
	}
	body = make([]byte, n)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return 0, nil, false
	}
	return body[0], body[1:], true
}

func (w *rkWorker) hello() *rkw_HelloReply {
	h := &rkw_HelloReply{Proto: rkw_Version, GoVersion: runtime.Version(), Arch: runtime.GOARCH, Race: race.Enabled}
	for _, t := range w.m.tests {
		h.Tests = append(h.Tests, t.Name)
	}
	for _, e := range w.m.examples {
		h.Examples = append(h.Examples, e.Name)
	}
	for _, f := range w.m.fuzzTargets {
		h.Fuzzers = append(h.Fuzzers, f.Name)
	}
	return h
}

func (w *rkWorker) find(name string) *InternalTest {
	for i := range w.m.tests {
		if w.m.tests[i].Name == name {
			return &w.m.tests[i]
		}
	}
	return nil
}

// An rkBody is what one execution runs.
type rkBody interface {
	body()
	// status says how it ended, as execution.Status, if it returned.
	status() uint8
	// abandon is called if body did not return.
	abandon()
}

// runAll runs the executions of req and stops at the first with something
// wrong.
func (w *rkWorker) runAll(req *rkw_RunRequest, fresh func() rkBody) rkw_DoneReply {
	var done rkw_DoneReply
	script, _ := rkw_Expand(nil, req.Script, rkMaxScript)
	spec := rkSpec{
		kind: int(req.Kind), depth: req.Depth, steps: req.Estimate,
		script: script, sites: req.Sites, profile: &req.Profile, maxSteps: req.MaxSteps, timeout: req.Timeout,
		cooperative: req.Model != 0,
		realTime:    req.Flags&rkw_FlagRealTime != 0,
		early:       req.Flags&rkw_FlagEarly != 0,
		learn:       req.Flags&rkw_FlagLearn != 0,
		stacks:      req.Flags&rkw_FlagStacks != 0,
		base:        req.Seed,
	}
	learnt := map[uint32]bool{}
	for i := range req.Count {
		spec.index = req.Index + i
		out, run, found := w.run(&spec, fresh(), req.Flags)
		done.Runs = append(done.Runs, run)
		for _, pc := range out.learnt {
			learnt[pc] = true
		}
		if found || req.Flags&rkw_FlagTrace != 0 {
			done.Stopped = true
			done.Outcome = out.raw
			break
		}
	}
	for pc := range learnt {
		done.Learned = append(done.Learned, pc)
	}
	rkSort(done.Learned)
	return done
}

type rkOutcome struct {
	raw    rkw_RawOutcome
	learnt []uint32
}

// run runs one execution.
func (w *rkWorker) run(spec *rkSpec, x rkBody, flags uint32) (out rkOutcome, run rkw_RunRecord, found bool) {
	raw := &out.raw
	if rkHeap() > rkGCAbove {
		runtime.GC()
	}
	rkPoolCleanup()
	if w.text != nil {
		raw.Begin, _ = w.text.Seek(0, io.SeekEnd)
	}
	spec.output = raw.Begin
	races := race.Errors()

	var res rkResult
	rkRun(spec, x.body, &res)

	raw.Index, raw.Seed, raw.Hash = spec.index, res.seed, res.hash
	raw.Steps, raw.Switches, raw.DivergedAt = res.steps, res.switches, res.diverged
	raw.Races = race.Errors() - races
	raw.External = res.external
	raw.Status = rkStatusOf(res.end)
	if raw.Status == rkPassed {
		raw.Status = x.status()
	}
	raw.Message = strings.TrimSpace(string(res.message))
	raw.Culprit = res.culprit
	if raw.Races == 0 || !rkIsIn("testing.(*common).checkRaces", res.stack) {
		raw.Stack = append(raw.Stack, res.stack...)
	}
	out.learnt = append(out.learnt, res.learnt...)
	run = rkw_RunRecord{Hash: res.hash, Steps: res.steps, Tasks: res.tasks, Choices: res.choices}

	w.ran++
	if res.end == rkEndDone && res.alive > 0 && (flags&rkw_FlagLeaks != 0 || w.ran == 1) {
		rkFindLeaks()
		w.left(raw, res.tasks, flags&rkw_FlagLeaks != 0)
	}
	found = raw.Status > rkSkipped || raw.Races > 0 || len(raw.Leaked) > 0
	if found || flags&rkw_FlagTrace != 0 {
		w.describe(raw, res.tasks)
		if spec.stacks {
			rkDescribeEvents(raw, res.stored)
		}
	}
	if w.ran == 1 && res.end == rkEndDone {
		rkKeep()
	}
	if res.end != rkEndDone {
		x.abandon()
		if w.env != nil {
			w.restore()
		}
	}
	if w.text != nil {
		raw.End, _ = w.text.Seek(0, io.SeekEnd)
	}
	return out, run, found
}

// left sorts the goroutines that remain into leaked ones and others.
func (w *rkWorker) left(raw *rkw_RawOutcome, tasks int, leaks bool) {
	var info rkTaskInfo
	for id := uint32(2); id <= uint32(tasks); id++ {
		rkTask(id, &info)
		switch {
		case info.state == 0:
		case info.leaked && leaks:
			raw.Leaked = append(raw.Leaked, id)
		default:
			raw.Left = append(raw.Left, id)
		}
	}
}

func (w *rkWorker) describe(raw *rkw_RawOutcome, tasks int) {
	var info rkTaskInfo
	for id := uint32(1); id <= uint32(tasks); id++ {
		rkTask(id, &info)
		raw.Goroutines = append(raw.Goroutines, rkw_TaskRecord{
			ID: id, Parent: info.parent, Start: info.startpc, Go: info.gopc, State: info.state,
			Op: info.op, Object: info.object, Wait: info.wait,
			Stack: append([]uint32(nil), info.stack[:info.depth]...), Signature: info.sig,
		})
	}
}

// rkDescribeEvents adds the stack of each event; equal ones are sent once.
func rkDescribeEvents(raw *rkw_RawOutcome, events int) {
	seen := map[string]uint32{}
	for i := range events {
		stack := rkEventStack(i)
		if stack == nil {
			return
		}
		n := 0
		key := make([]byte, 0, 4*len(stack))
		for n < len(stack) && stack[n] != 0 {
			pc := stack[n]
			key = append(key, byte(pc), byte(pc>>8), byte(pc>>16), byte(pc>>24))
			n++
		}
		at, ok := seen[string(key)]
		if !ok {
			at = uint32(len(raw.Table))
			seen[string(key)] = at
			raw.Table = append(raw.Table, rkw_StackRecord{PCs: append([]uint32(nil), stack[:n]...)})
		}
		raw.EventStack = append(raw.EventStack, at)
	}
}

// restore undoes what a test that never came to its cleanups did to the
// process.
func (w *rkWorker) restore() {
	os.Clearenv()
	for _, e := range w.env {
		if i := strings.IndexByte(e, '='); i > 0 {
			os.Setenv(e[:i], e[i+1:])
		}
	}
	if w.dir != "" {
		os.Chdir(w.dir)
	}
}

// An rkExecution is one execution of a test, with a T of its own.
type rkExecution struct {
	m    *M
	test *InternalTest
	root *T
	top  *T // the test's own
}

// body does what runTests does for one test.
func (x *rkExecution) body() {
	tstate := newTestState(*parallel, newMatcher(x.m.deps.MatchString, *match, "-test.run", *skip))
	t := &T{
		common: common{
			signal:    make(chan bool, 1),
			barrier:   make(chan bool),
			w:         os.Stdout,
			ctx:       context.Background(),
			cancelCtx: func() {},
		},
		tstate: tstate,
	}
	rkSetPaths(&t.common, x.m.deps)
	if Verbose() {
		t.chatty = newChattyPrinter(t.w)
	}
	x.root = t
	tRunner(t, func(t *T) {
		t.Run(x.test.Name, func(t *T) {
			x.top = t
			x.test.F(t)
		})
	})
}

// rkStatusOf is the execution.Status of an execution that did not return.
func rkStatusOf(end int) uint8 {
	switch end {
	case rkEndDeadlock:
		return rkDeadlock
	case rkEndPanicked:
		return rkPanicked
	case rkEndLivelock:
		return rkLivelock
	case rkEndTimedOut:
		return rkTimedOut
	}
	return rkPassed
}

func (x *rkExecution) status() uint8 {
	switch {
	case x.root.failed:
		return rkFailed
	case x.top == nil || x.top.skipped:
		return rkSkipped
	}
	return rkPassed
}

// abandon shows what the test has logged and removes its temporary directory:
// it will not come to either itself.
func (x *rkExecution) abandon() {
	if x.top == nil || !x.top.mu.TryLock() {
		return
	}
	os.Stdout.Write(x.top.output)
	x.top.mu.Unlock()
	if x.top.tempDirMu.TryLock() {
		dir := x.top.tempDir
		x.top.tempDirMu.Unlock()
		if dir != "" {
			os.RemoveAll(dir)
		}
	}
}

func rkFramesOf(pcs []uint32) *rkw_FramesReply {
	reply := &rkw_FramesReply{}
	for _, pc := range pcs {
		var l rkw_FrameList
		rkSymbolize(pc, func(fn, file string, line, entry int) {
			l.Frames = append(l.Frames, rkw_CodeFrame{Func: fn, File: file, Line: line, Entry: entry})
		})
		reply.Lists = append(reply.Lists, l)
	}
	return reply
}

// rkIsIn reports whether the function name is in the stack.
func rkIsIn(name string, stack []uint32) bool {
	in := false
	for _, pc := range stack {
		rkSymbolize(pc, func(fn, _ string, _, _ int) { in = in || fn == name })
	}
	return in
}

func rkSort(a []uint32) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && a[j] < a[j-1]; j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}
