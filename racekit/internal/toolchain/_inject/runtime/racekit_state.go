package runtime

import (
	"internal/goarch"
	"unsafe"
)

// Points before what programs do with the state of standard packages.

// rkVariable is a point before an operation on the environment variable called
// name, or on all of them, by a function that was called at pc.
//
//go:nosplit
//go:linkname rkVariable syscall.rkVariable
func rkVariable(op uint8, name string, pc uintptr) {
	if rk.on {
		rkVariablePoint(rks_Op(op), name, rkPast(pc, rkCallerFP(getfp())))
	}
}

func rkVariablePoint(op rks_Op, name string, pc uintptr) {
	object := uint64(0)
	if name != "" {
		object = rks_Named(name)
	}
	rkPoint(op, uintptr(object), pc)
}

// rkPast returns the place that counts for an operation of a standard package
// that was called at pc by a function with frame pointer fp: the one that called
// what passes it on. It must not grow the stack.
//
//go:nosplit
func rkPast(pc, fp uintptr) uintptr {
	gp := getg()
	for range rkWrappers {
		if rkQuietness(pc) != rkPasses || fp-gp.stack.lo >= gp.stack.hi-gp.stack.lo {
			break
		}
		pc = *(*uintptr)(unsafe.Pointer(fp + goarch.PtrSize))
		fp = *(*uintptr)(unsafe.Pointer(fp))
	}
	return pc
}

// rkPrint is a point before a line of the logger at addr that the program cannot
// read. Package log was called at pc.
//
//go:nosplit
//go:linkname rkPrint log.rkPrint
func rkPrint(addr unsafe.Pointer, pc uintptr) {
	if rk.on {
		rkPoint(rks_OpPrint, uintptr(addr), rkThrough(pc, rkCallerFP(getfp())))
	}
}

// rkHushLog is rkHush for package log.
//
//go:linkname rkHushLog log.rkHush
func rkHushLog(d int32) { getg().rkhush += d }
