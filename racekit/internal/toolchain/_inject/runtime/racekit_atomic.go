package runtime

import (
	"internal/goarch"
	"unsafe"
)

// rkMem makes the hooks before atomic operations and, with the race detector,
// before memory accesses call rkAtomic and rkAccess: 0 none, 1 those at which there
// may be a point, 2 all. It is a variable of its own because assembly reads it, that
// of sync/atomic too.
//
//go:linkname rkMem
var rkMem uint8

// For the assembly that asks rk.quiet.
var rkQuietTable, rkQuietSize, rkTextStart uintptr

func rkSetMem(on bool) {
	rkMem = 0
	if on {
		rkMem = 1
	}
	if on && (rk.learn || rk.wide || rkSeen.on || rkStress.on || firstmoduledata.covctrs != firstmoduledata.ecovctrs) {
		rkMem = 2
	}
}

// rkOwnStack reports whether addr is on the goroutine's own stack. Such an
// address must not reach a hook: the hook may grow the stack, which moves it.
//
//go:nosplit
func rkOwnStack(addr unsafe.Pointer) bool {
	gp := getg()
	return uintptr(addr)-gp.stack.lo < gp.stack.hi-gp.stack.lo
}

// rkCounter reports whether addr is one of the counters of go test -cover.
//
//go:nosplit
func rkCounter(addr uintptr) bool {
	return addr-firstmoduledata.covctrs < firstmoduledata.ecovctrs-firstmoduledata.covctrs
}

// rkAtomic is a call of sync/atomic from pc; fp is the caller's frame pointer.
// What is above the lowest byte of op is said in racekit_values.go; old is what a
// compare-and-swap compares with.
//
//go:nosplit
func rkAtomic(addr, pc, op, fp, old uintptr) {
	if getg().rk != 0 && !rkCounter(addr) && !rkOwnStack(unsafe.Pointer(addr)) {
		rkPoint(rks_Op(op&0xff), addr, rkThrough(pc, fp))
		if op&rkSwap != 0 && rkMem != 0 && rkDiffers(addr, op, old) {
			rkSwapsNothing(addr)
		}
		if rkSeen.on {
			rkIsAtomic(addr, op, old)
		}
	}
}

// rkDiffers reports whether something else than old is at addr.
//
//go:nosplit
func rkDiffers(addr, op, old uintptr) bool {
	if op&rkWide32 != 0 {
		return *(*uint32)(unsafe.Pointer(addr)) != uint32(old)
	}
	return *(*uint64)(unsafe.Pointer(addr)) != uint64(old)
}

// rkPointerPoint is called first thing by the functions of sync/atomic that
// write a pointer: before their write barrier, and while both pointers are still
// seen by the garbage collector. The operation on a uintptr that they end with
// is no point, as rkQuietKind says.
//
//go:nosplit
func rkPointerPoint(op rks_Op, addr unsafe.Pointer) {
	if rkMem != 0 && getg().rk != 0 && !rkOwnStack(addr) {
		fp := rkCallerFP(getfp())
		pc := *(*uintptr)(unsafe.Pointer(fp + goarch.PtrSize))
		rkPoint(op, uintptr(addr), rkThrough(pc, rkCallerFP(fp)))
	}
}
