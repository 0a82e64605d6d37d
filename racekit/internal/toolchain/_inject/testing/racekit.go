package testing

import (
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
	ran  int  // executions so far
	own  bool // the process is racekit's, so what the first execution leaves stays
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
	w := &rkWorker{m: m, own: true, in: os.NewFile(3, "commands"), out: os.NewFile(4, "replies"), text: os.NewFile(1, "output")}
	alone := rkReplayFile()
	if alone != "" {
		w.replay(alone)
	}
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
				done := w.runAll(&req, func() rkBody { return rkExecutionOf(w.m, test, req.Run) })
				if alone != "" {
					w.tell(&done)
				}
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
		values:      req.Flags&rkw_FlagValues != 0,
		wide:        req.Flags&rkw_FlagWide != 0,
		each:        req.Flags&rkw_FlagSteps != 0,
		base:        req.Seed,
	}
	rkInput = req.Input
	learnt := map[uint32]bool{}
	for i := range req.Count {
		spec.index = req.Index + i
		if i < len(req.Plans) {
			spec.index, spec.number = req.Index, i
			spec.planned, spec.turns = true, req.Plans[i].Turns
		}
		spec.first = i == 0
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
	rkWhole, rkJudge = false, nil
	rkUnsay()

	var res rkResult
	rkRun(spec, x.body, &res)

	raw.Index, raw.Seed, raw.Hash = spec.index, res.seed, res.hash
	raw.Steps, raw.Switches, raw.DivergedAt = res.steps, res.switches, res.diverged
	raw.Races = race.Errors() - races
	raw.External, raw.Whole = res.external, rkWhole
	raw.Offers, raw.Uses = append(raw.Offers, res.offers...), res.uses
	raw.Status = rkStatusOf(res.end)
	if raw.Status == rkPassed {
		raw.Status = x.status()
	}
	raw.Message = strings.TrimSpace(string(res.message))
	raw.Culprit = res.culprit
	leaks := flags&rkw_FlagLeaks != 0
	if rkJudge != nil {
		rkJudged(raw)
		leaks = false
	}
	if raw.Races == 0 || !rkIsIn("testing.(*common).checkRaces", res.stack) {
		raw.Stack = append(raw.Stack, res.stack...)
	}
	out.learnt = append(out.learnt, res.learnt...)
	run = rkw_RunRecord{Hash: res.hash, Steps: res.steps, Tasks: res.tasks, Choices: res.choices, Pairs: append([]uint32(nil), res.pairs...)}
	run.Marks, raw.Notes = rkSaid()

	w.ran++
	if res.end == rkEndDone && res.alive > 0 && (leaks || w.ran == 1) {
		rkFindLeaks()
		w.left(raw, res.tasks, leaks)
	}
	found = raw.Status > rkSkipped || raw.Races > 0 || len(raw.Leaked) > 0 || raw.Whole
	if found || flags&rkw_FlagTrace != 0 {
		w.describe(raw, res.tasks)
		if spec.stacks {
			rkDescribeEvents(raw, res.stored)
		}
		if spec.values {
			raw.Values = append(raw.Values, rkValues()...)
		}
	}
	if w.own && w.ran == 1 && res.end == rkEndDone {
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
