package runtime

import "unsafe"

// Stress looks for calls of the detector at which the hooks must not touch the
// goroutine's stack, and do (racekit's docs/internal/hazards.md, 23). The stack is
// to move at the first look at its bound after each such call: within the hook, if
// the hook may grow it. Now and then the goroutine waits there while everything is
// collected.

const rkStressEvery = 5_003 // accesses from collection to collection

// A stack of more than rkStressSmall bytes moves at one access of rkStressLarge:
// that takes long.
const (
	rkStressSmall = 16 << 10
	rkStressLarge = 251
)

var rkStress struct {
	on    bool
	calls uint32
	idle  guintptr // waits to collect
}

// rkStartStress is called once, by the harness.
func rkStartStress() {
	if rkEnviron("RACEKIT_STRESS=") != "" {
		go rkStressCollects()
		rkStress.on = true
	}
}

// rkStressCollects collects whenever it is woken. It is no member.
func rkStressCollects() {
	for {
		gopark(func(gp *g, _ unsafe.Pointer) bool {
			rkStress.idle.set(gp)
			return true
		}, nil, waitReasonZero, traceBlockGeneric, 1)
		GC()
	}
}

// rkStresses is told of each access, and reports whether its goroutine is to
// wait.
//
//go:nosplit
func rkStresses(gp *g) bool {
	rkStress.calls++
	if gp.stack.hi-gp.stack.lo <= rkStressSmall || rkStress.calls%rkStressLarge == 0 {
		gp.stackguard0 = stackForceMove
	}
	return rkStress.calls%rkStressEvery == 0
}

// rkStressed lets gp wait for a collection. g0.
func rkStressed(gp *g) rkHow {
	if !rkCan(gp) || rkStress.idle == 0 {
		return rkGoesOn
	}
	idle := rkStress.idle.ptr()
	rkStress.idle = 0
	ready(idle, 0, true)
	rk.next = gp.rk
	return rkGivesWay
}
