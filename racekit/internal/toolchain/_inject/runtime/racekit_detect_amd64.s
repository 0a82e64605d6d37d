//go:build race

#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// What package runtime calls of ThreadSanitizer, for racekit's own detector. The
// callers are racecall<> and its kin in race_amd64.s: they are on the stack of g0
// or gsignal already, R14 still is the goroutine's g, R12 is its SP, and the
// arguments are in DI, SI, DX and CX: the thread, which may be nil, comes first. R12,
// R14 and BX must be kept.

// rkdGo calls rkdCall with the number in AX and the arguments.
TEXT rkdGo<>(SB), NOSPLIT|NOFRAME, $0-0
	PUSHQ	R12
	PUSHQ	R14
	PUSHQ	BX
	SUBQ	$48, SP	// where the callee spills its arguments
	MOVQ	g_m(R14), R13
	MOVQ	m_gsignal(R13), R10
	CMPQ	R10, R14
	JEQ	call
	MOVQ	m_g0(R13), R14
	get_tls(R11)
	MOVQ	R14, g(R11)
call:
	MOVQ	CX, R8
	MOVQ	DI, BX
	MOVQ	SI, CX
	MOVQ	DX, DI
	MOVQ	R8, SI
	XORPS	X15, X15
	CALL	runtime·rkdCall<ABIInternal>(SB)
	ADDQ	$48, SP
	POPQ	BX
	POPQ	R14
	POPQ	R12
	get_tls(R11)
	MOVQ	R14, g(R11)
	RET

#define ENTRY(name, number) \
TEXT name(SB), NOSPLIT|NOFRAME, $0-0 \
	MOVL	$number, AX \
	JMP	rkdGo<>(SB)

ENTRY(__tsan_init, const_rkdInit)
ENTRY(__tsan_fini, const_rkdFini)
ENTRY(__tsan_go_start, const_rkdGoStart)
ENTRY(__tsan_go_end, const_rkdGoEnd)
ENTRY(__tsan_acquire, const_rkdAcquire)
ENTRY(__tsan_release, const_rkdRelease)
ENTRY(__tsan_release_acquire, const_rkdReleaseAcquire)
ENTRY(__tsan_release_merge, const_rkdReleaseMerge)
ENTRY(__tsan_go_ignore_sync_begin, const_rkdIgnoreBegin)
ENTRY(__tsan_go_ignore_sync_end, const_rkdIgnoreEnd)
ENTRY(__tsan_finalizer_goroutine, const_rkdFinalizer)
ENTRY(__tsan_report_count, const_rkdReportCount)
ENTRY(__tsan_func_enter, const_rkdCallGrow)
ENTRY(__tsan_read_pc, const_rkdReadPC)
ENTRY(__tsan_write_pc, const_rkdWritePC)
ENTRY(__tsan_go_atomic32_load, const_rkdLoad32)
ENTRY(__tsan_go_atomic64_load, const_rkdLoad64)
ENTRY(__tsan_go_atomic32_store, const_rkdStore32)
ENTRY(__tsan_go_atomic64_store, const_rkdStore64)
ENTRY(__tsan_go_atomic32_exchange, const_rkdExchange32)
ENTRY(__tsan_go_atomic64_exchange, const_rkdExchange64)
ENTRY(__tsan_go_atomic32_fetch_add, const_rkdAdd32)
ENTRY(__tsan_go_atomic64_fetch_add, const_rkdAdd64)
ENTRY(__tsan_go_atomic32_fetch_and, const_rkdAnd32)
ENTRY(__tsan_go_atomic64_fetch_and, const_rkdAnd64)
ENTRY(__tsan_go_atomic32_fetch_or, const_rkdOr32)
ENTRY(__tsan_go_atomic64_fetch_or, const_rkdOr64)
ENTRY(__tsan_go_atomic32_compare_exchange, const_rkdSwap32)
ENTRY(__tsan_go_atomic64_compare_exchange, const_rkdSwap64)

#define NOTHING(name) \
TEXT name(SB), NOSPLIT|NOFRAME, $0-0 \
	RET

NOTHING(__tsan_map_shadow)
NOTHING(__tsan_proc_create)
NOTHING(__tsan_proc_destroy)
NOTHING(__tsan_free)

#define IN_EXECUTION(name, number) \
TEXT name(SB), NOSPLIT|NOFRAME, $0-0 \
	CMPB	runtime·rkdOn(SB), $0 \
	JEQ	3(PC) \
	MOVL	$number, AX \
	JMP	rkdGo<>(SB) \
	RET

IN_EXECUTION(__tsan_malloc, const_rkdMalloc)
IN_EXECUTION(__tsan_read, const_rkdRead)
IN_EXECUTION(__tsan_write, const_rkdWrite)
IN_EXECUTION(__tsan_read_range, const_rkdReadRange)
IN_EXECUTION(__tsan_write_range, const_rkdWriteRange)

// What follows runs on the goroutine's own stack: race_amd64.s comes here before it
// goes to g0's, and what is slow goes back to it.

// CELL leaves the thread in DI, its segment in R8, the cell of the address in SI in
// R10, and the place of the byte in its word in CX. It jumps to slow if the thread has
// no segment, and to done if no execution is looked at, or there is no cell.
#define CELL \
	CMPB	runtime·rkdOn(SB), $0 \
	JEQ	done \
	MOVQ	g_racectx(R14), DI \
	TESTQ	DI, DI \
	JEQ	done \
	MOVL	rkd_Thread_Seg(DI), R8 \
	TESTL	R8, R8 \
	JEQ	slow \
	MOVL	SI, CX \
	ANDL	$7, CX \
	MOVQ	SI, R10 \
	ANDQ	$~7, R10 \
	SHLQ	$1, R10 \
	MOVQ	SI, R9 \
	SUBQ	runtime·rkdHeap(SB), R9 \
	CMPQ	R9, runtime·rkdHeapSize(SB) \
	JCC	data \
	ADDQ	runtime·rkdHeapCells(SB), R10 \
	JMP	cell \
data: \
	CMPQ	SI, runtime·racedatastart(SB) \
	JCS	done \
	CMPQ	SI, runtime·racedataend(SB) \
	JCC	done \
	ADDQ	runtime·rkdDataCells(SB), R10 \
cell:

// SAME jumps to to if the cell is one of whole words, or of single bytes, this one
// among them, and the half of it at off is of the thread's segment.
#define SAME(off, to) \
	CMPL	R8, off(R10) \
	JNE	4(PC) \
	MOVBLZX	15(R10), R9 \
	BTL	CX, R9 \
	JCS	to

// FRESH jumps to slow unless the cell is older than the execution.
#define FRESH \
	MOVL	runtime·rkd+rkd_Detector_base(SB), R9 \
	CMPL	R9, 0(R10) \
	JCS	slow \
	CMPL	R9, 4(R10) \
	JCS	slow

// READ_HERE jumps to slow unless the cell is one of this byte alone, only read, and
// by the thread's segment.
#define READ_HERE \
	MOVL	runtime·rkd+rkd_Detector_base(SB), R9 \
	CMPL	R9, 0(R10) \
	JCS	slow \
	MOVL	$1, R9 \
	SHLL	CX, R9 \
	CMPB	15(R10), R9 \
	JNE	slow

// PACK jumps to slow unless the page has been used in the execution, and the site at
// DX is one of the last two of the function. It leaves in R11 what Cell.P is of the
// site and the byte, the site at bit at.
#define PACK(at) \
	MOVQ	R10, R9 \
	SUBQ	runtime·rkdCells(SB), R9 \
	SHRQ	$13, R9 \
	MOVQ	runtime·rkdPages(SB), R11 \
	MOVL	(R11)(R9*4), R11 \
	CMPL	R11, runtime·rkd+rkd_Detector_gen(SB) \
	JNE	slow \
	MOVL	rkd_Thread_Top(DI), R9 \
	ADDQ	runtime·rkdFrames(SB), R9 \
	MOVQ	DX, R11 \
	SUBQ	runtime·rkdText(SB), R11 \
	MOVL	R11, AX \
	SHRL	$2, AX \
	XORL	R11, AX \
	ANDL	$1, AX \
	LEAQ	rkd_Frame_near(R9)(AX*8), R9 \
	CMPL	R11, 0(R9) \
	JNE	slow \
	MOVL	4(R9), AX \
	TESTL	AX, AX \
	JEQ	slow \
	SHLQ	$at, AX \
	MOVQ	$1<<56, R11 \
	SHLQ	CX, R11 \
	ORQ	AX, R11

// A read adds nothing to a read or a write of the same segment.
TEXT runtime·rkdReadFast(SB), NOSPLIT|NOFRAME, $0-0
	CELL
	SAME(0, done)
	SAME(4, done)
	FRESH
	PACK(28)
	MOVL	$0, 0(R10)
	MOVL	R8, 4(R10)
	MOVQ	R11, 8(R10)
done:
	RET
slow:
	JMP	runtime·rkdReadSlow(SB)

// A write adds nothing to a write of the same segment.
TEXT runtime·rkdWriteFast(SB), NOSPLIT|NOFRAME, $0-0
	CELL
	SAME(0, done)
	CMPL	R8, 4(R10)
	JEQ	here
	FRESH
pack:
	PACK(0)
	MOVL	R8, 0(R10)
	MOVL	$0, 4(R10)
	MOVQ	R11, 8(R10)
done:
	RET
here:
	READ_HERE
	JMP	pack
slow:
	JMP	runtime·rkdWriteSlow(SB)

// OUTER leaves in AX where the innermost frame is that is outside of the function
// which called, in R8 where they all are, and in CX the depth of the function. It
// jumps to done if there is no thread.
//
// Detector.Call and Return say what frames mean. The depth is that of the frame
// pointer. What is called here has been called through a wrapper that has made a
// frame, for both in the same way, so that the frame pointer is a constant below the
// function's.
#define OUTER \
	TESTQ	DI, DI \
	JEQ	done \
	MOVQ	runtime·rkdFrames(SB), R8 \
	MOVL	rkd_Thread_Top(DI), AX \
	MOVQ	(g_stack+stack_hi)(R14), CX \
	SUBQ	BP, CX \
pop: \
	CMPL	CX, rkd_Frame_Depth(R8)(AX*1) \
	JHI	outer \
	SUBL	$const_rkd_frameSize, AX \
	JMP	pop \
outer:

TEXT runtime·rkdEnter(SB), NOSPLIT|NOFRAME, $0-0
	OUTER
	ADDL	$const_rkd_frameSize, AX
	CMPL	AX, rkd_Thread_End(DI)
	JCC	grow
	MOVL	AX, rkd_Thread_Top(DI)
	ADDQ	R8, AX
	SUBQ	runtime·rkdText(SB), SI
	MOVQ	SI, rkd_Frame_PC(AX)	// and its node is unknown
	MOVQ	CX, rkd_Frame_Depth(AX)
	MOVQ	$0, 16(AX)
	MOVQ	$0, 24(AX)
done:
	RET
grow:
	MOVQ	CX, DX
	JMP	runtime·rkdEnterSlow(SB)

TEXT runtime·rkdLeaveFunc(SB), NOSPLIT|NOFRAME, $0-0
	OUTER
	MOVL	AX, rkd_Thread_Top(DI)
done:
	RET
