package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

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
func rkRun(sp *rkw_Spec, fn func(), out *rkw_Result) {
	gp := getg()
	if gp != rk.harness.ptr() || rk.on {
		throw("racekit: rkRun called from within an execution")
	}
	rk.gen++
	rkDropTimers()
	pairs := rkArrange(sp, out)
	rkStartRoot(fn)
	rkForgetFacts()
	rk.uses = 0
	rk.calls = gp.m.p.ptr().syscalltick
	if sp.Values {
		rkWatchValues()
	}
	rkSetMem(true)
	rk.on = true
	gopark(nil, nil, waitReasonZero, traceBlockGeneric, 1)

	rkUnwatchValues()
	rkSetMem(false)
	rk.real = false
	if h := rk.shared; h != nil {
		h[rkw_WordState] = rkw_StateIdle
	}
	rkdEnd()
	rkOrder(gp)
	rkReport(sp, out, pairs)
}

// rkArrange makes everything as an execution finds it, and returns how many pairs
// of places it was shown before.
func rkArrange(sp *rkw_Spec, out *rkw_Result) (pairs int) {
	out.Seed = rks_Derive(sp.Seed, sp.Index)
	rk.s.Begin(rks_Options{
		Config:      sp.Strategy.At(sp.Index),
		Profile:     *sp.Profile,
		Seed:        out.Seed,
		Script:      sp.Script,
		Turns:       sp.Turns,
		Planned:     sp.Planned,
		Cooperative: sp.Cooperative,
		FairAt:      sp.MaxSteps / 2,
		Early:       sp.Early,
		Wide:        sp.Wide,
	}, rk.base)
	if rk.wide = sp.Wide; rk.wide {
		rkWiden()
	}
	rk.maxSteps, rk.timeout = sp.MaxSteps, sp.Timeout
	rk.early = sp.Early
	rk.real, rk.still, rk.stacks, rk.learn = sp.RealTime, sp.Wide, sp.Stacks, sp.Learn
	rk.each = sp.Each
	rk.c.Begin(sp.Sites)
	rkMarkSites(sp.Sites)
	if sp.First {
		rk.s.Shown().Clear()
	}
	pairs = rk.s.Shown().Len()
	rk.end, rk.alive, rk.rkAfter = rkw_EndNone, 0, rkAfter{}
	rk.external, rk.returned, rk.followed, rk.grace = 0, false, 0, 0
	rk.culprit, rk.npanic, rk.noutside, rk.message = 0, 0, 0, nil
	rkResetClock()
	if rk.stacks && rk.log == nil {
		const n = 1 << 18
		rk.log = unsafe.Slice((*[rkw_StackDepth]uint32)(rkAlloc(n*rkw_StackDepth*4)), n)
	}
	if h := rk.shared; h != nil {
		h[rkw_WordIndex], h[rkw_WordOutput] = uint64(sp.Index+sp.Number), uint64(sp.Output)
		h[rkw_WordSteps], h[rkw_WordStored] = 0, 0
		h[rkw_WordOffered], h[rkw_WordUses], h[rkw_WordLate] = 0, 0, 0
		h[rkw_WordState] = rkw_StateRunning
	}

	*rk.s.Task(1) = rks_Task{Op: rks_OpStart}
	for id := uint32(2); id <= rk.base; id++ {
		// What they did in earlier executions must not show in this one.
		t := rk.s.Task(id)
		t.Op, t.PC, t.Object = rks_OpResume, 0, 0
	}
	rkdBegin()
	return pairs
}

// rkReport says in out how the execution went.
func rkReport(sp *rkw_Spec, out *rkw_Result, pairs int) {
	out.End = rk.end
	out.Hash, out.Steps, out.Stored = rk.s.Hash, rk.s.Steps, rk.s.Stored
	out.Switches, out.Diverged = rk.s.Switches, rk.s.Diverged
	out.Tasks = int(rk.s.Tasks())
	out.Culprit, out.Message = rk.culprit, rk.message
	out.Stack = rk.panicAt[:rk.npanic]
	out.Outside = rk.outsideAt[:rk.noutside]
	out.Choices = rk.s.Choices()
	out.Hopeless = rk.end == rkw_EndLivelock && rkHopeless()
	out.Alive, out.Base = 0, int(rk.base)
	for id := rk.base + 1; id <= rk.s.Tasks(); id++ {
		if rk.gs[id] != 0 {
			out.Alive++
		}
	}
	out.External = rk.returned || rk.external > 0
	rkSettleFacts(out.Alive)
	out.Offers, out.Uses = nil, rkUses()
	if sp.Wide && rk.s.Offered > 0 {
		out.Offers = rk.offers[:rk.s.Offered]
	}
	out.Clashes = rkdClashes()
	out.Pairs = rk.s.Shown().New(pairs)
	out.Learned = rk.c.New()
	if !sp.Learn {
		out.Learned = nil
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
	if raceenabled && !rkdOwn {
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
		if raceenabled && !rkdOwn {
			racereleasemergeg(gp, addr)
		}
		gopark(rkRootDone, nil, waitReasonZero, traceBlockGeneric, 1)
		if raceenabled && !rkdOwn {
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
