#include "textflag.h"
#include "funcdata.h"

// rkAtomicPoint is called first thing by the functions of sync/atomic, which have
// no frame, with the operation in CX. Above its frame and BP are its own return
// address, that of the atomic function, and the latter's arguments: the address
// operated on, and what a compare-and-swap compares with. The frame is where
// rkAtomic spills its five arguments.
TEXT runtime·rkAtomicPoint(SB), NOSPLIT, $40-0
	NO_LOCAL_POINTERS
	MOVQ	64(SP), AX
	MOVQ	56(SP), BX
	MOVQ	(BP), DI
	MOVQ	72(SP), SI
	XORPS	X15, X15
	CALL	runtime·rkAtomic<ABIInternal>(SB)
	RET
