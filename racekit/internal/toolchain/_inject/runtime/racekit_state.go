package runtime

import (
	"internal/goarch"
	"unsafe"
)

// Points before what programs do with the state of standard packages. They are
// called from within these packages; the place that counts is the one that called
// into them.

// rkVariable is a point before an operation on the environment variable called
// name; "" is all of them.
//
//go:nosplit
//go:linkname rkVariable syscall.rkVariable
func rkVariable(op uint8, name string) {
	if rk.on {
		rkVariablePoint(rks_Op(op), name, rkCaller(getfp()))
	}
}

func rkVariablePoint(op rks_Op, name string, pc uintptr) {
	object := uint64(0)
	if name != "" {
		object = rks_Named(rks_Variables, name)
	}
	rkStatePoint(op, object, pc)
}

// rkFile is a point before the file called name is read, or written to. It returns
// the file's number.
//
//go:nosplit
//go:linkname rkFile os.rkFile
func rkFile(write bool, name string) uint64 {
	pc := uintptr(0)
	if rk.on {
		pc = rkCaller(getfp())
	}
	return rkFileNamed(write, name, pc)
}

func rkFileNamed(write bool, name string, pc uintptr) uint64 {
	file := rks_Named(rks_Paths, name)
	rkStatePoint(rkFileOp(write), file, pc)
	return file
}

// rkOpenFile is likewise of a file that is open, and has a number.
//
//go:nosplit
//go:linkname rkOpenFile os.rkOpenFile
func rkOpenFile(write bool, file uint64) {
	if rk.on {
		rkStatePoint(rkFileOp(write), file, rkCaller(getfp()))
	}
}

func rkFileOp(write bool) rks_Op {
	if write {
		return rks_OpChange
	}
	return rks_OpLook
}

// rkStatePoint is a point at pc; 0 is where frames cannot be followed.
func rkStatePoint(op rks_Op, object uint64, pc uintptr) {
	if pc != 0 && rk.on {
		rkPoint(op, uintptr(object), pc)
	}
}

// rkMostPassing bounds how many functions of standard packages pass on a step.
const rkMostPassing = 16

// rkCaller returns the place outside of the packages that pass on what they are
// called for, as seen from the function with frame pointer fp; 0 if it is not found.
// It must not grow the stack, which would leave fp behind.
//
//go:nosplit
func rkCaller(fp uintptr) uintptr {
	gp := getg()
	for range rkMostPassing {
		if fp-gp.stack.lo >= gp.stack.hi-gp.stack.lo {
			break
		}
		pc := *(*uintptr)(unsafe.Pointer(fp + goarch.PtrSize))
		if kind := rkQuietness(pc); kind != rkPasses && kind != rkShares {
			return pc
		}
		fp = *(*uintptr)(unsafe.Pointer(fp))
	}
	return 0
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
