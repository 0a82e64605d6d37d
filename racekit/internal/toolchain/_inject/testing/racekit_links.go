package testing

import _ "unsafe" // for go:linkname

// What package runtime offers to the worker. rkSpec, rkResult and rkTaskInfo
// mirror its own types: keep the two in step.

type rkSpec struct {
	index       int
	number      int // of the execution in the request, where all have one index
	base        uint64
	kind        int
	depth       int
	steps       int
	script      []uint32
	turns       []rkw_TurnRecord
	sites       []uint32
	profile     *rkw_Profile
	maxSteps    int
	timeout     int64
	output      int64
	cooperative bool
	realTime    bool
	early       bool
	planned     bool
	wide        bool
	learn       bool
	stacks      bool
	values      bool
	each        bool
	first       bool
}

type rkResult struct {
	end      int
	seed     uint64
	hash     uint64
	steps    int
	stored   int
	switches int
	diverged int
	tasks    int
	culprit  uint32
	external bool
	message  []byte
	choices  int
	alive    int
	hopeless bool
	base     int
	stack    []uint32
	learnt   []uint32
	pairs    []uint32
	offers   []rkw_OfferRecord
	uses     uint32
	outside  []uint32
}

type rkTaskInfo struct {
	parent  uint32
	object  uint32
	op      uint8
	state   uint8
	leaked  bool
	startpc uint32
	gopc    uint32
	wait    string
	stack   [24]uint32
	depth   int
	sig     uint64
}

//go:linkname rkIsWorker
func rkIsWorker() bool

//go:linkname rkReplayFile
func rkReplayFile() string

//go:linkname rkLeave
func rkLeave()

//go:linkname rkRelease
func rkRelease()

//go:linkname rkRun
func rkRun(sp *rkSpec, fn func(), out *rkResult)

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
func rkTask(id uint32, out *rkTaskInfo)

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
