package runtime

import "internal/abi"

// Which goroutines are members.

// rkInherits reports whether a goroutine that runs fn, started by parent, is
// a member.
func rkInherits(parent, gp *g) bool {
	if !rk.on || gp.startpc == rk.sigloop || isSystemGoroutine(gp, true) {
		return false
	}
	f := findfunc(gp.startpc)
	if f.funcID == abi.FuncID_runFinalizers || f.funcID == abi.FuncID_runCleanups {
		return false
	}
	return parent.rk != 0 || rk.firing || parent.bubble != nil // a bubble's timers run on g0
}

// rkSpawn makes gp, which newproc1 has just built, a member.
func rkSpawn(parent, gp *g) {
	gp.rk, gp.rkgen, gp.rkhush = 0, 0, 0
	if !rkInherits(parent, gp) {
		return
	}
	id := rk.s.Spawn()
	if id == 0 {
		throw("racekit: more than 1048575 goroutines in one execution")
	}
	rk.alive++
	rkJoin(id, gp, parent.rk)
}

func rkJoin(id uint32, gp *g, parent uint32) {
	gp.rk, gp.rkgen, gp.rkcalls, gp.rksyncs, gp.rkdid = id, rk.gen, 0, 0, false
	rk.gs[id].set(gp)
	info := &rk.info[id]
	info.gopc, info.startpc, info.parent = gp.gopc, gp.startpc, parent
	if parent != 0 {
		// The point before the go statement knows the caller of WaitGroup.Go.
		if p := rk.s.Task(parent); p.Op == rks_OpGo {
			if rkQuiet(gp.gopc) {
				info.gopc = uintptr(p.PC) + 1
			}
			p.Op = rks_OpNone // performed: the next one may have no point
		}
	}
	info.external, info.after, info.depth = false, false, 0
	t := rk.s.Task(id)
	t.PC = uint64(gp.startpc)
	rk.s.Fork(id, parent, uint64(rkOffset(info.gopc))<<32|uint64(rkOffset(gp.startpc)))
}
