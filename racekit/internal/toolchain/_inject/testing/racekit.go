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

const (
	rkGCAbove      = 4 << 20   // of heap that executions allocate, or as much as was in use: it is collected between them
	rkMemoryLimit  = 768 << 20 // above it the runtime collects inside executions too
	rkParallel     = 8         // -parallel, where the machine's one processor would say 1
	rkMaxFrameSize = 256 << 20
	rkMaxScript    = 1 << 26
	rkManyRuns     = 4096 // more in one request are rare
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

	heap  uint64 // in use after the last collection
	races int    // reported so far
	res   rkw_Result
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
	runtime.GC() // the first one starts goroutines and waits for them, which would be steps
	if *parallel <= 1 {
		*parallel = rkParallel
	}
	if benchTime == (durationOrCountFlag{d: 1 * time.Second}) {
		benchTime = durationOrCountFlag{n: 1} // testing.Benchmark in a test: steps take no time
	}
	w := &rkWorker{m: m, own: true, in: os.NewFile(rkw_FDCommands, "commands"), out: os.NewFile(rkw_FDReplies, "replies"), text: os.NewFile(1, "output")}
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
			tests := w.find(req.Test)
			switch {
			case !ok:
				w.fail("the request to run a test cannot be read")
			case tests == nil:
				w.fail("there is no test " + req.Test)
			default:
				done := w.runAll(&req, func() rkBody { return rkExecutionOf(w.m, tests, req.Run) })
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
	h := &rkw_HelloReply{Proto: rkw_Version, GoVersion: runtime.Version(), Arch: runtime.GOARCH, Race: race.Enabled, Detector: uint8(rkw_Variant)}
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

// find returns the tests that a name stands for, as trace.Members; nil if one is
// not there.
func (w *rkWorker) find(name string) (tests []InternalTest) {
	for _, one := range strings.Split(name, "+") {
		found := false
		for _, t := range w.m.tests {
			if t.Name == one && !found {
				tests, found = append(tests, t), true
			}
		}
		if !found {
			return nil
		}
	}
	return tests
}

// An rkBody is what one execution runs.
type rkBody interface {
	body()
	// status says how it ended, as execution.Status, if it returned.
	status() uint8
	// beside reports whether others would have run at the same time.
	beside() bool
	// abandon is called if body did not return.
	abandon()
}

// runAll runs the executions of req and stops at the first with something
// wrong.
//
//go:norace
func (w *rkWorker) runAll(req *rkw_RunRequest, fresh func() rkBody) rkw_DoneReply {
	var done rkw_DoneReply
	script, _ := rkw_Expand(nil, req.Script, rkMaxScript)
	spec := rkw_Spec{
		Strategy: rks_Config{Kind: rks_Kind(req.Kind), Depth: req.Depth, Steps: req.Estimate},
		Script:   script, Sites: req.Sites, Profile: &req.Profile, MaxSteps: req.MaxSteps, Timeout: req.Timeout,
		Cooperative: rks_Model(req.Model) == rks_Cooperative,
		RealTime:    req.Flags&rkw_FlagRealTime != 0,
		Early:       req.Flags&rkw_FlagEarly != 0,
		Learn:       req.Flags&rkw_FlagLearn != 0,
		Stacks:      req.Flags&rkw_FlagStacks != 0,
		Values:      req.Flags&rkw_FlagValues != 0,
		Wide:        req.Flags&rkw_FlagWide != 0,
		Each:        req.Flags&rkw_FlagSteps != 0,
		Seed:        req.Seed,
	}
	rkInput = req.Input
	done.Runs = make([]rkw_RunRecord, 0, min(req.Count, rkManyRuns))
	w.races = race.Errors()
	learnt := map[uint32]bool{}
	for i := range req.Count {
		spec.Index = req.Index + i
		if i < len(req.Plans) {
			spec.Index, spec.Number = req.Index, i
			spec.Planned, spec.Turns = true, req.Plans[i].Turns
		}
		spec.First = i == 0
		done.Stopped = w.run(&spec, fresh(), req.Flags, &done)
		for _, pc := range w.res.Learned {
			learnt[pc] = true
		}
		if done.Stopped {
			break
		}
	}
	for pc := range learnt {
		done.Learned = append(done.Learned, pc)
	}
	rkSort(done.Learned)
	return done
}

// run runs one execution, adds its record to done and reports whether it is
// the last one; done.Outcome describes it then. Like all that happens once per
// execution it is not instrumented: that would cost more than the decisions do.
//
//go:norace
func (w *rkWorker) run(spec *rkw_Spec, x rkBody, flags uint32, done *rkw_DoneReply) (stop bool) {
	if rkHeap() > w.heap+max(w.heap, rkGCAbove) {
		runtime.GC()
		w.heap = rkHeap()
	}
	rkPoolCleanup()
	begin := int64(0)
	if w.text != nil {
		begin, _ = w.text.Seek(0, io.SeekEnd)
	}
	spec.Output = begin
	rkWhole, rkJudge, rkRunning = false, nil, nil
	rkUnsay()

	res := &w.res
	rkRun(spec, x.body, res)

	marks, notes := rkSaid()
	races := race.Errors()
	uses := res.Uses
	if x.beside() {
		uses |= rkw_UsesParallel
	}
	if res.Alive > 0 && !(w.own && w.ran == 0) { // or they are kept
		uses |= rkw_UsesOutlives
	}
	done.Runs = append(done.Runs, rkw_RunRecord{
		Hash: res.Hash, Steps: res.Steps, Tasks: res.Tasks, Choices: res.Choices,
		Uses: uses, Marks: marks, Pairs: append([]uint32(nil), res.Pairs...),
	})
	raw := &done.Outcome
	*raw = rkw_RawOutcome{
		Index: spec.Index, Seed: res.Seed, Hash: res.Hash,
		Steps: res.Steps, Switches: res.Switches, DivergedAt: res.Diverged,
		Races:    races - w.races,
		Status:   rkStatusOf(res.End),
		External: res.External, Whole: rkWhole, Hopeless: res.Hopeless,
		Begin: begin, Notes: notes, Uses: uses,
		Culprit: res.Culprit, Message: strings.TrimSpace(string(res.Message)),
		Clashes: append([]uint32(nil), res.Clashes...),
	}
	if raw.Status == rkw_StatusPassed {
		raw.Status = x.status()
	}
	w.races = races
	leaks := flags&rkw_FlagLeaks != 0
	if rkJudge != nil {
		rkJudged(raw)
		w.races = race.Errors()
		leaks = false
	}

	w.ran++
	if res.End == rkw_EndDone && res.Alive > 0 && (leaks || w.ran == 1) {
		rkFindLeaks()
		w.left(raw, res.Tasks, leaks)
	}
	stop = raw.Status > rkw_StatusSkipped || raw.Races > 0 || len(raw.Leaked) > 0 || raw.Whole || flags&rkw_FlagTrace != 0
	if stop {
		w.describe(raw, spec)
	}
	rkRunning = nil
	if w.own && w.ran == 1 && res.End == rkw_EndDone {
		rkKeep()
	}
	if res.End != rkw_EndDone {
		x.abandon()
		if w.env != nil {
			w.restore()
		}
	}
	if w.text != nil {
		raw.End, _ = w.text.Seek(0, io.SeekEnd)
	}
	return stop
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
