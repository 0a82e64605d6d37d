package toolchain

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

const (
	atomicAsm     = "src/sync/atomic/asm.s"
	atomicPointer = "src/runtime/atomic_pointer.go"
)

// atomicEdits make the functions of sync/atomic scheduling points in a build
// without the race detector (with it, race_amd64.s has them). They are called,
// and not replaced by instructions, where the compiler is told so:
// NoIntrinsics. A goroutine may wait in them for its turn, so the garbage collector
// has to know the size of their arguments, which Go leaves out.
func atomicEdits() []Edit {
	out := []Edit{{Name: "the hook", File: atomicAsm,
		Anchor: "#include \"textflag.h\"\n",
		Put:    After, Text: atomicHook}}
	for _, f := range []struct {
		name  string
		types string
		args  [2]int // bytes of arguments and results, for 32 and for 64 bits
		op    sched.Op
	}{
		{"Swap", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{20, 24}, sched.OpAtomicRMW},
		{"CompareAndSwap", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{17, 25}, sched.OpAtomicRMW},
		{"Add", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{20, 24}, sched.OpAtomicRMW},
		{"And", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{20, 24}, sched.OpAtomicRMW},
		{"Or", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{20, 24}, sched.OpAtomicRMW},
		{"Load", "Int32 Uint32 Int64 Uint64 Uintptr Pointer", [2]int{12, 16}, sched.OpAtomicLoad},
		{"Store", "Int32 Uint32 Int64 Uint64 Uintptr", [2]int{12, 16}, sched.OpAtomicStore},
	} {
		for _, typ := range strings.Fields(f.types) {
			text, size, op := "TEXT ·"+f.name+typ+"(SB),NOSPLIT", f.args[1], int(f.op)|wide64
			if strings.HasSuffix(typ, "32") {
				size, op = f.args[0], int(f.op)|wide32
			}
			if f.name == "CompareAndSwap" {
				op |= swap
			}
			out = append(out, Edit{Name: f.name + typ + ": point", File: atomicAsm,
				Anchor: text + ",$0\n", Put: Instead, Text: fmt.Sprintf(`%s RKFRAME(%d)
	RKPOINT(%d)
`, text, size, op)})
		}
	}
	for _, f := range []struct{ name, sig, op string }{
		{"sync_atomic_StorePointer", "(ptr *unsafe.Pointer, new unsafe.Pointer) {", "rks_OpAtomicStore"},
		{"sync_atomic_SwapPointer", "(ptr *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer {", "rks_OpAtomicRMW"},
		{"sync_atomic_CompareAndSwapPointer", "(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {", "rks_OpAtomicRMW"},
	} {
		out = append(out, Edit{Name: f.name + ": point", File: atomicPointer,
			Anchor: "func " + f.name + f.sig + "\n",
			Put:    After, Text: "\trkPointerPoint(" + f.op + ", unsafe.Pointer(ptr))\n"})
	}
	return append(out, Edit{Name: "boolToUint8: without an instruction of its own", File: "src/crypto/internal/constanttime/constant_time.go",
		Anchor: "\tpanic(\"unreachable; must be intrinsicified\")\n", From: "1.26",
		Put: Instead, Text: `	if b {
		return 1
	}
	return 0
`})
}

// As in the runtime's racekit_values.go.
const (
	wide32 = 1 << 8
	wide64 = 1 << 9
	swap   = 1 << 10
)

const atomicHook = `
#ifdef GOARCH_amd64
#define RKFRAME(args) |NOFRAME, $0-args
#define RKPOINT(op) \
	CMPB	runtime·rkMem(SB), $0 \
	JEQ	rkoff \
	MOVL	$op, CX \
	CALL	runtime·rkAtomicPoint(SB) \
rkoff:
#else
#define RKFRAME(args) , $0
#define RKPOINT(op)
#endif
`
