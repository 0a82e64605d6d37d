#include "textflag.h"
#include "funcdata.h"

// rkAtomicPoint is called first thing by the functions of sync/atomic, which have
// no frame, with the operation in CX. Above its frame and BP are its own return
// address, that of the atomic function, and the latter's arguments: the address
// operated on, and what a compare-and-swap compares with.
TEXT runtime·rkAtomicPoint(SB), NOSPLIT, $32-0
	NO_LOCAL_POINTERS
	MOVQ	56(SP), AX
	MOVQ	48(SP), BX
	MOVQ	(BP), DI
	MOVQ	64(SP), SI
	XORPS	X15, X15
	CALL	runtime·rkAtomic<ABIInternal>(SB)
	RET
