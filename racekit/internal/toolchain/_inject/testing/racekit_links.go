package testing

import _ "unsafe" // for go:linkname

// What package runtime offers to the worker.

//go:linkname rkIsWorker
func rkIsWorker() bool

//go:linkname rkReplayFile
func rkReplayFile() string

//go:linkname rkLeave
func rkLeave()

//go:linkname rkRelease
func rkRelease()

//go:linkname rkRun
func rkRun(sp *rkw_Spec, fn func(), out *rkw_Result)

//go:linkname rkKeep
func rkKeep()

//go:linkname rkFindLeaks
func rkFindLeaks()

// rkHush tells the runtime that what follows is not the test's doing.
//
//go:linkname rkHush
func rkHush(d int32)

//go:linkname rkNoteFail
func rkNoteFail()

//go:linkname rkTask
func rkTask(id uint32, out *rkw_TaskInfo)

//go:linkname rkEventStack
func rkEventStack(i int) []uint32

//go:linkname rkValues
func rkValues() []rkw_ValueRecord

//go:linkname rkSymbolize
func rkSymbolize(pc uint32, visit func(fn, file string, line, entry int))

//go:linkname rkHeap
func rkHeap() uint64

//go:linkname rkPoolCleanup
func rkPoolCleanup()

// rkRealTime makes the clock that of the machine until the next execution.
//
//go:linkname rkRealTime
func rkRealTime()
