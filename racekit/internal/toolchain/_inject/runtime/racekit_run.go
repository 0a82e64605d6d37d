package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// rkSpec and rkResult are shared with package testing, which declares them
// once more: keep the two in step.
type rkSpec struct {
	index       int
	number      int    // of the execution in the request, where all have one index
	base        uint64 // seed of the exploration
	kind        int
	depth       int
	steps       int
	script      []uint32
	turns       []rks_Turn
	sites       []uint32
	profile     *rks_Profile
	maxSteps    int
	timeout     int64
	output      int64
	cooperative bool
	realTime    bool
	early       bool
	planned     bool
	wide        bool
	learn       bool
	stacks      bool
	values      bool
	each        bool
	first       bool // of a request: the pairs are counted anew
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
	alive    int  // goroutines that remain, those from before not counted
	hopeless bool // it is a livelock for certain
	base     int  // goroutines from before have numbers up to this one
	stack    []uint32
	learnt   []uint32
	pairs    []uint32
	offers   []rks_Offer
	uses     uint32
	outside  []uint32 // where a goroutine waited for I/O first
}

// rkLeave makes the calling goroutine the harness: it runs executions and is
// not part of them.
//
//go:linkname rkLeave testing.rkLeave
func rkLeave() {
	gp := getg()
	mp := acquirem() // as in rkStart
	rk.on = false
	rk.cur, rk.next, rk.held = 0, 0, 0
	rk.s.Block(1)
	rk.gs[1] = 0
	gp.rk = 0
	rk.harness.set(gp)
	rk.base = 1
	rkKeep()
	releasem(mp)
	rkStartStress()
}

// rkRealTime makes the clock that of the machine until the next execution: the
// harness has timers of its own then.
//
//go:linkname rkRealTime testing.rkRealTime
func rkRealTime() { rk.real = true }

// rkRun runs fn, in a goroutine of its own, as one execution.
//
//go:linkname rkRun testing.rkRun
func rkRun(sp *rkSpec, fn func(), out *rkResult) {
	gp := getg()
	if gp != rk.harness.ptr() || rk.on {
		throw("racekit: rkRun called from within an execution")
	}
	rk.gen++
	rkDropTimers()
	out.seed = rks_Derive(sp.base, sp.index)
	rk.s.Begin(rks_Options{
		Config:      rks_Config{Kind: rks_Kind(sp.kind), Depth: sp.depth, Steps: sp.steps}.At(sp.index),
		Profile:     *sp.profile,
		Seed:        out.seed,
		Script:      sp.script,
		Turns:       sp.turns,
		Planned:     sp.planned,
		Cooperative: sp.cooperative,
		FairAt:      sp.maxSteps / 2,
		Early:       sp.early,
		Wide:        sp.wide,
	}, rk.base)
	if rk.wide = sp.wide; rk.wide {
		rkWiden()
	}
	rk.maxSteps, rk.timeout = sp.maxSteps, sp.timeout
	rk.early = sp.early
	rk.real, rk.still, rk.stacks, rk.learn = sp.realTime, sp.wide, sp.stacks, sp.learn
	rk.each = sp.each
	rk.c.Begin(sp.sites)
	if sp.first {
		rk.s.Shown().Clear()
	}
	pairs := rk.s.Shown().Len()
	rk.end, rk.alive, rk.rkAfter = rkRunning, 0, rkAfter{}
	rk.external, rk.returned, rk.followed, rk.grace = 0, false, 0, 0
	rk.culprit, rk.npanic, rk.noutside, rk.message = 0, 0, 0, nil
	rkResetClock()
	if rk.stacks && rk.log == nil {
		const n = 1 << 18
		rk.log = unsafe.Slice((*[rkStackDepth]uint32)(rkAlloc(n*rkStackDepth*4)), n)
	}
	if h := rk.shared; h != nil {
		h[3], h[4], h[5], h[8] = uint64(sp.index+sp.number), 0, 0, uint64(sp.output)
		h[9], h[10], h[11] = 0, 0, 0
		h[2] = 1
	}

	*rk.s.Task(1) = rks_Task{Op: rks_OpStart}
	for id := uint32(2); id <= rk.base; id++ {
		// What they did in earlier executions must not show in this one.
		t := rk.s.Task(id)
		t.Op, t.PC, t.Object = rks_OpResume, 0, 0
	}
	rkStartRoot(fn)
	rkForgetFacts()
	rk.uses = 0
	rk.calls = gp.m.p.ptr().syscalltick
	if sp.values {
		rkWatchValues()
	}
	rkSetMem(true)
	rk.on = true
	gopark(nil, nil, waitReasonZero, traceBlockGeneric, 1)

	rkUnwatchValues()
	rkSetMem(false)
	rk.real = false
	if h := rk.shared; h != nil {
		h[2] = 0
	}
	rkOrder(gp)
	out.end = rk.end
	out.hash, out.steps, out.stored = rk.s.Hash, rk.s.Steps, rk.s.Stored
	out.switches, out.diverged = rk.s.Switches, rk.s.Diverged
	out.tasks = int(rk.s.Tasks())
	out.culprit, out.message = rk.culprit, rk.message
	out.stack = rk.panicAt[:rk.npanic]
	out.outside = rk.outsideAt[:rk.noutside]
	out.choices = rk.s.Choices()
	out.hopeless = rk.end == rkLivelock && rkHopeless()
	out.alive, out.base = 0, int(rk.base)
	for id := rk.base + 1; id <= rk.s.Tasks(); id++ {
		if rk.gs[id] != 0 {
			out.alive++
		}
	}
	out.external = rk.returned || rk.external > 0
	rkSettleFacts(out.alive)
	out.offers, out.uses = nil, rkUses()
	if sp.wide && rk.s.Offered > 0 {
		out.offers = rk.offers[:rk.s.Offered]
	}
	out.pairs = rk.s.Shown().New(pairs)
	out.learnt = rk.c.New()
	if !sp.learn {
		out.learnt = nil
	}
}

// rkStartRoot makes task 1 run fn. Its goroutine serves one execution after
// the other as long as they return: with the race detector on, a new one costs
// as much as ten decisions.
func rkStartRoot(fn func()) {
	harness := getg()
	rk.rootFn = fn
	gp := rk.spare.ptr()
	if gp == nil {
		loop := rkRootLoop
		pc := sys.GetCallerPC()
		systemstack(func() {
			gp = newproc1(*(**funcval)(unsafe.Pointer(&loop)), harness, pc, false, waitReasonZero)
		})
		rkJoin(1, gp, 0)
		rk.s.Ready(1)
		return
	}
	rk.spare = 0
	if raceenabled {
		racereleasemergeg(harness, unsafe.Pointer(&rk.raceSync))
	}
	rkJoin(1, gp, 0)
	goready(gp, 1)
}

// rkRootLoop is the goroutine of task 1.
func rkRootLoop() {
	gp := getg()
	for gp.rk != 0 { // else rkDropRoot let it go, maybe long ago
		rk.rootFn()
		addr := unsafe.Pointer(&rk.raceSync)
		if raceenabled {
			racereleasemergeg(gp, addr)
		}
		gopark(rkRootDone, nil, waitReasonZero, traceBlockGeneric, 1)
		if raceenabled {
			raceacquireg(gp, addr)
		}
	}
}

// rkRootDone ends task 1 and keeps its goroutine for the next execution. g0.
func rkRootDone(gp *g, _ unsafe.Pointer) bool {
	rkExit(gp)
	rk.spare.set(gp)
	return true
}

// rkDropRoot lets task 1's goroutine end.
func rkDropRoot() {
	rk.rootFn = nil
	if gp := rk.spare.ptr(); gp != nil {
		rk.spare = 0
		goready(gp, 1)
	}
}

// rkRelease ends the control: what is left of the group becomes ordinary
// goroutines, so that TestMain can tear down what it set up.
//
//go:linkname rkRelease testing.rkRelease
func rkRelease() {
	rk.worker = false
	rk.harness = 0
	rkDropRoot()
	for id := uint32(2); id <= rk.base; id++ {
		gp := rk.gs[id].ptr()
		if gp == nil {
			continue
		}
		gp.rk = 0
		if rk.s.IsReady(id) {
			systemstack(func() { runqput(getg().m.p.ptr(), gp, false) })
		}
	}
}

// rkKeep makes the goroutines that the execution has left, and that are not
// leaked, part of all later ones: pools, janitors, what a package starts once.
//
//go:linkname rkKeep testing.rkKeep
func rkKeep() {
	for i := range rk.timers.heap {
		t := rk.timers.heap[i].timer
		t.rkgen, t.rkwhen = 1, t.when
	}
	rk.began, rk.kept = rk.clock, rk.gen
	rkKeepFrom(rk.base)
}

func rkKeepFrom(base uint32) {
	n := rk.s.Tasks()
	for id := base + 1; id <= n; id++ {
		gp := rk.gs[id].ptr()
		if gp == nil {
			continue
		}
		if rkIsLeaked(readgstatus(gp) &^ _Gscan) {
			continue
		}
		base++
		ready := rk.s.IsReady(id)
		if id != base {
			rk.s.Block(id)
			*rk.s.Task(base) = rks_Task{Op: rks_OpResume}
			rk.gs[base], rk.gs[id] = rk.gs[id], 0
			rk.info[base] = rk.info[id]
			if ready {
				rk.s.Ready(base)
			}
		}
		gp.rk, gp.rkgen = base, 0
	}
	rk.base = base
	for id := uint32(1); id <= n; id++ {
		if id > base {
			rk.gs[id] = 0
		}
	}
	rk.s.Truncate(base)
}

// rkIsWorker reports whether this process takes commands from racekit.
//
//go:linkname rkIsWorker testing.rkIsWorker
func rkIsWorker() bool { return rk.worker }

// rkReplayFile returns the file that has the commands, where nobody else gives
// them; "" if somebody does.
//
//go:linkname rkReplayFile testing.rkReplayFile
func rkReplayFile() string { return rkEnviron("RACEKIT_REPLAY=") }
