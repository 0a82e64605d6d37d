package wire

import "github.com/racekit/toolkit/racekit/internal/sched"

// This file goes into package runtime of the controlled toolchain as well as
// into package testing: it is all that these two share in memory, with each other
// and through the shared file with racekit.

// Descriptors of a worker beside the standard ones. The output is 1 and 2.
const (
	FDCommands = 3
	FDReplies  = 4
	FDShared   = 5
)

// The shared file is an array of little-endian 64-bit words, then of events.
// It outlives a crash of the worker, which is what it is for.
const (
	SharedMagic   = 0x3174696b65636172 // "racekit1"
	SharedVersion = 2

	WordMagic   = 0
	WordVersion = 1
	WordState   = 2 // StateIdle or StateRunning
	WordIndex   = 3 // of the execution
	WordSteps   = 4 // so far: the heartbeat
	WordStored  = 5 // events
	WordTasks   = 6
	WordText    = 7  // start address of the program's text
	WordOutput  = 8  // offset in the output at which the execution began
	WordOffered = 9  // offers, for FlagWide
	WordUses    = 10 // so far, for FlagWide
	WordLate    = 11 // what goes wrong from now on is nothing: the test has returned long ago

	EventsOffset = 4096      // of a sched.Event each
	OffersOffset = 192 << 20 // of a sched.Offer each

	StateIdle    = 0
	StateRunning = 1
)

const (
	// StackDepth is how many frames of a goroutine are known.
	StackDepth = 24
	// DefaultEpoch is the time of day when a process starts whose parent names
	// none: 2026-05-12T13:24:36Z, in the middle of an hour, a day, a week and a
	// month.
	DefaultEpoch = 1_778_592_276
)

// A Detector is what looks for data races in a build with -race.
type Detector uint8

const (
	TSan Detector = iota // ThreadSanitizer, which comes with Go
	Own                  // that of racekit
)

// String is the word for it in flags and records.
func (d Detector) String() string {
	if d == Own {
		return "own"
	}
	return "tsan"
}

// How an execution ended, for the runtime.
const (
	EndNone = iota // it has not
	EndDone
	EndDeadlock
	EndPanicked
	EndLivelock
	EndTimedOut
)

// A Spec is what the runtime needs to run an execution.
type Spec struct {
	Index       int
	Number      int    // of the execution in the request, where all have one index
	Seed        uint64 // of the exploration
	Strategy    sched.Config
	Script      []uint32
	Planned     bool // Turns say all
	Turns       []sched.Turn
	Sites       []uint32
	Profile     *sched.Profile
	MaxSteps    int
	Timeout     int64
	Output      int64 // offset at which its output begins
	Cooperative bool
	RealTime    bool
	Early       bool
	Wide        bool
	Learn       bool
	Stacks      bool
	Values      bool
	Each        bool // call runtime.rkStep with each step
	First       bool // of a request: the pairs are counted anew
}

// A Result is what the runtime says of an execution.
type Result struct {
	End      int
	Seed     uint64
	Hash     uint64
	Steps    int
	Stored   int // events
	Switches int
	Diverged int
	Tasks    int
	Culprit  uint32
	External bool
	Message  []byte
	Choices  int
	Alive    int  // goroutines that remain, those from before not counted
	Hopeless bool // it is a livelock for certain
	Base     int  // goroutines from before have numbers up to this one
	Stack    []uint32
	Learned  []uint32
	Pairs    []uint32
	Offers   []sched.Offer
	Uses     uint32
	Outside  []uint32 // where a goroutine waited for I/O first
	Clashes  []uint32 // as in RawOutcome
}

// A TaskInfo is what the runtime says of a goroutine after an execution.
type TaskInfo struct {
	Parent    uint32
	Object    uint32
	Op        sched.Op
	State     uint8 // TaskEnded and so on
	Leaked    bool
	Start     uint32 // code offset of the function that it runs
	Go        uint32 // code offset of the go statement
	Wait      string
	Stack     [StackDepth]uint32
	Depth     int // of Stack
	Signature uint64
}

// Where a goroutine stands at the end.
const (
	TaskEnded    = 0
	TaskRunnable = 1
	TaskBlocked  = 2
	TaskSleeping = 3
	TaskExternal = 4
)

// A ValueRecord says what an access of memory found and left. Before and After
// start with the byte at the address; what is beyond the variable means nothing.
type ValueRecord struct {
	Event  uint32
	Kind   uint8  // reflect.Kind; 0 is unknown
	Width  uint8  // in bytes, of what has no type and is no pointer; 0 is unknown
	Swap   uint8  // SwapDone or SwapFailed of a compare-and-swap; 0 is unknown, or none
	Global uint64 // of a variable of a package: where it is, from the text's start
	Before uint64
	After  uint64
}

// What ValueRecord.Swap says.
const (
	SwapDone   = 1
	SwapFailed = 2
)

// The bits of RawOutcome.Uses. UsesClock, UsesCollector, UsesQuiet and UsesEmpty
// are looked for with FlagWide, UsesOutlives and UsesGlobals with FlagLearn too,
// and UsesInexact always. UsesEnded, UsesSyncs, UsesCalls and UsesEmpty are of TSan
// alone, and UsesInexact is of Own.
const (
	UsesRandom  = 1 << 0 // math/rand, crypto/rand, maphash or the order of a map
	UsesSystem  = 1 << 1 // system calls
	UsesRuntime = 1 << 2 // runtime.NumGoroutine or the stacks of all goroutines
	UsesTies    = 1 << 3 // timers with channels that fired at the same time
	UsesSelect  = 1 << 4 // a select, inside a standard package, with several ways

	UsesClock     = 1 << 5  // what time.Now and its like say
	UsesCollector = 1 << 6  // weak pointers, finalizers, cleanups
	UsesQuiet     = 1 << 7  // what goroutines share inside packages without points
	UsesOutlives  = 1 << 8  // a goroutine may act, or was left, when the test had ended
	UsesParallel  = 1 << 9  // others of the package would have run beside the test
	UsesEnded     = 1 << 10 // more goroutines ended than the detector remembers
	UsesSyncs     = 1 << 11 // likewise, synchronizations of one goroutine
	UsesCalls     = 1 << 12 // likewise, its calls and accesses
	UsesEmpty     = 1 << 13 // a channel of empty elements with room for two or more
	UsesGlobals   = 1 << 14 // variables of packages other than standard ones
	UsesInexact   = 1 << 15 // the race detector had no room for all that it was told
)
