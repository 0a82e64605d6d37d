package toolchain

import (
	"fmt"
	"strings"
)

const raceAsm = "src/runtime/race_amd64.s"

// raceEdits make the race detector's entry points scheduling points. The
// hand-over happens inside the runtime, where the detector sees no
// synchronization.
//
// The compiler emits a call of them for every access, but these calls are no
// safe points. Where a value that is too large for registers is copied to the
// stack, the call stands between the VarDef of its destination and the copy:
// cmd/compile/internal/ssagen, (*state).move and, for results that live in the
// heap, (*state).exit. The frame's map says that the destination is alive, and
// what is in it is garbage. Plain Go never looks at the stack there, as the
// detector runs on another one. So the hook does not either (rkAccess), and a
// goroutine that waits in it counts as one that was preempted asynchronously:
// its frame is scanned conservatively and its stack does not move (hazard 23 of
// docs/internal/hazards.md).
func raceEdits() []Edit {
	var out []Edit
	add := func(e Edit) { out = append(out, e) }

	// enter jumps to the twin unless the address, which is in reg, is on the
	// goroutine's own stack. The twin's hook may grow the stack, and then the
	// saved address would be stale (hazard 1 of docs/internal/hazards.md).
	// It counts the words that the detector keeps of the access. unlessNone is what
	// goes on without the twin.
	enter := func(words, load, unlessNone, twin string) string {
		return `	CMPB	runtime·rkMem(SB), $0
	JEQ	rkoff
	ADDL	$` + words + ", g_rkcalls(R14)\n" + load + ownStack("AX") + unlessNone +
			"\tJMP\truntime·" + twin + `(SB)
rkoff:
`
	}
	for _, f := range []struct{ name, sig, words string }{
		{"raceread", "$0-8", "1"}, {"racewrite", "$0-8", "1"},
		{"racereadrange", "$0-16", rangeWords}, {"racewriterange", "$0-16", rangeWords},
	} {
		add(Edit{Name: f.name + ": point", File: raceAsm,
			Anchor: "TEXT\truntime·" + f.name + "<ABIInternal>(SB), NOSPLIT, " + f.sig + "\n",
			Put:    After, Text: enter(f.words, "", unlessNone(strings.Contains(f.name, "write")), "rk"+upper(f.name)+"<ABIInternal>")})
	}
	add(Edit{Name: "racefuncenter: counts", File: raceAsm, // the return as well
		Anchor: "TEXT\tracefuncenter<>(SB), NOSPLIT|NOFRAME, $0-0\n",
		Put:    After, Text: "\tADDL\t$2, g_rkcalls(R14)\n"})
	for _, name := range []string{"racereadpc", "racewritepc"} {
		add(Edit{Name: name + ": point", File: raceAsm,
			Anchor: "TEXT\truntime·" + name + "(SB), NOSPLIT, $0-24\n",
			Put:    After, Text: enter(rangeWords, "\tMOVQ\taddr+0(FP), AX\n", "", "rk"+upper(name))})
	}
	for _, f := range []struct {
		call string
		op   string
	}{
		{"load", "const_rks_OpAtomicLoad"}, {"store", "const_rks_OpAtomicStore"},
		{"exchange", "const_rks_OpAtomicRMW"}, {"fetch_add", "const_rks_OpAtomicRMW"},
		{"fetch_and", "const_rks_OpAtomicRMW"}, {"fetch_or", "const_rks_OpAtomicRMW"},
		{"compare_exchange", "const_rks_OpAtomicRMW+const_rkSwap"},
	} {
		for _, bits := range []string{"32", "64"} {
			op := f.op + "+const_rkWide" + bits
			call := "__tsan_go_atomic" + bits + "_" + f.call
			add(Edit{Name: call + ": point", File: raceAsm,
				Anchor: "\tMOVQ\t$" + call + "(SB), AX\n",
				Put:    Before, Text: `	CMPB	runtime·rkMem(SB), $0
	JEQ	rkoff
	MOVQ	8(SP), AX
` + ownStack("AX") + "\tMOVL\t$(" + op + `), CX
	CALL	runtime·rkAtomicPoint(SB)
rkoff:
`})
		}
	}
	add(Edit{Name: "twins with a frame", File: raceAsm,
		Anchor: "// Generic atomic operation implementation.\n",
		Put:    Before, Text: raceTwins()})

	for _, f := range []struct{ name, write string }{{"racereadrangepc", "0"}, {"racewriterangepc", "1"}} {
		add(Edit{Name: f.name + ": point", File: "src/runtime/race.go",
			Anchor: "func " + f.name + "(addr unsafe.Pointer, sz, callpc, pc uintptr) {\n",
			Put:    After, Text: `	if rkMem != 0 {
		getg().rkcalls += ` + rangeWords + `
	}
	if rkMem != 0 && !rkOwnStack(addr) {
		rkAccess(uintptr(addr), callpc, ` + f.write + `, sz)
	}
`})
	}
	return append(out, Edit{Name: "scanframeworker: who waits at an access", File: "src/runtime/mgcmark.go",
		Anchor: "\tisAsyncPreempt := frame.fn.valid() && frame.fn.funcID == abi.FuncID_asyncPreempt\n",
		Put:    After, Text: "\tisAsyncPreempt = isAsyncPreempt || rkIsTwin(frame.fn)\n"})
}

// rangeWords is how many words of its history an access of several words, or one
// for which a place is given, costs the detector at most (measured).
const rangeWords = "6"

// unlessNone jumps to rkoff if there can be no point in the 32 bytes of code to
// which the call returns, and each access need not be looked at: rk.quiet says it. A
// write of the program's is something that its goroutine did (rkCalm).
func unlessNone(write bool) string {
	did := ""
	if write {
		did = `	CMPL	g_rkhush(R14), $0
	JNE	rkoff
	MOVB	$1, g_rkdid(R14)
`
	}
	return `	CMPB	runtime·rkMem(SB), $1
	JNE	rktwin
	MOVQ	(SP), CX
	SUBQ	runtime·rkTextStart(SB), CX
	SHRQ	$5, CX
	CMPQ	CX, runtime·rkQuietSize(SB)
	JCC	rkoff
	MOVQ	runtime·rkQuietTable(SB), DX
	MOVBLZX	(DX)(CX*1), CX
	TESTL	CX, CX
	JNE	rkmarked
` + did + `	JMP	rkoff
rkmarked:
	TESTL	$0x80, CX
	JEQ	rkoff
rktwin:
`
}

// ownStack jumps to rkoff if reg points into the goroutine's own stack.
func ownStack(reg string) string {
	return "\tCMPQ\t" + reg + `, (g_stack+stack_lo)(R14)
	JB	rkon
	CMPQ	` + reg + `, (g_stack+stack_hi)(R14)
	JB	rkoff
rkon:
`
}

// raceTwins returns the slow halves of the entry points: they have a frame, so
// that the goroutine may lose the baton inside the hook, and end by calling
// the detector as the entry would have done.
func raceTwins() string {
	s := ""
	twin := func(name string, write int, size bool, call string) {
		s += fmt.Sprintf(`TEXT	runtime·%s<ABIInternal>(SB), NOSPLIT, $48-0
	NO_LOCAL_POINTERS
`, name)
		s += "\tMOVQ\tAX, 32(SP)\n"
		if size {
			s += `	MOVQ	BX, 40(SP)
	MOVQ	BX, DI
`
		} else {
			s += "\tMOVL\t$0, DI\n"
		}
		s += fmt.Sprintf(`	MOVQ	56(SP), BX	// the caller's pc: above the frame and the saved BP
	MOVL	$%d, CX
`, write)
		s += `	CALL	runtime·rkAccess<ABIInternal>(SB)
	MOVQ	32(SP), RARG1
`
		if size {
			s += `	MOVQ	40(SP), RARG2
	MOVQ	56(SP), RARG3
`
		} else {
			s += "\tMOVQ\t56(SP), RARG2\n"
		}
		s += fmt.Sprintf(`	MOVQ	$%s(SB), AX
	CALL	racecalladdr<>(SB)
	RET

`, call)
	}
	twin("rkRaceread", 0, false, "__tsan_read")
	twin("rkRacewrite", 1, false, "__tsan_write")
	twin("rkRacereadrange", 0, true, "__tsan_read_range")
	twin("rkRacewriterange", 1, true, "__tsan_write_range")

	pc := func(name string, write int, call string) {
		s += fmt.Sprintf(`TEXT	runtime·%s(SB), NOSPLIT, $32-24
	NO_LOCAL_POINTERS
`, name)
		s += fmt.Sprintf(`	MOVQ	addr+0(FP), AX
	MOVQ	callpc+8(FP), BX
	MOVL	$%d, CX
	MOVL	$0, DI
	XORPS	X15, X15
`, write)
		s += "\tCALL\truntime·rkAccess<ABIInternal>(SB)\n"
		s += `	MOVQ	addr+0(FP), RARG1
	MOVQ	callpc+8(FP), RARG2
	MOVQ	pc+16(FP), RARG3
	ADDQ	$1, RARG3
`
		s += fmt.Sprintf(`	MOVQ	$%s(SB), AX
	CALL	racecalladdr<>(SB)
	RET

`, call)
	}
	pc("rkRacereadpc", 0, "__tsan_read_pc")
	pc("rkRacewritepc", 1, "__tsan_write_pc")

	return s
}

func upper(s string) string { return string(s[0]-'a'+'A') + s[1:] }
