package runtime

import "unsafe"

// In which functions there are no scheduling points.

// rkNoPoint holds the packages in which no operation is a scheduling point:
// their synchronization is not what a program's outcome depends on, and it
// would drown the search. Their blocking operations still block.
var rkNoPoint = [...]string{
	"testing.", "testing/", "internal/", "os.", "os/signal.",
	"strconv.", "encoding/", "unicode/", "unique.", "weak.",
	"github.com/racekit/toolkit/racekit.", "github.com/racekit/toolkit/racekit/internal/harness.", "pgregory.net/rapid.",
	"github.com/racekit/toolkit/racekit/internal/linear.", "github.com/racekit/toolkit/racekit/internal/linear/judge.",
	"github.com/racekit/toolkit/racekit/linearizable.", "github.com/racekit/toolkit/racekit/property.", "github.com/racekit/toolkit/racekit/internal/verb.",
	"regexp.", "regexp/", "path/", "mime.", "go/", "text/", "html/",
}

// rkParts holds those that are called as parts of other operations. The runtime
// starts goroutines of its own when they are first needed in the process.
var rkParts = [...]string{
	"sync.", "internal/sync.", "runtime/", "runtime.Race", "runtime.race", "runtime.sync_atomic_",
	"runtime.createfing", "runtime.SetFinalizer", "runtime.AddCleanup", "runtime.(*cleanupQueue).", "runtime.gcBgMarkStartWorkers",
}

// rkChances holds those of rkNoPoint that draw random numbers for the program
// to see.
var rkChances = [...]string{"math/rand.", "math/rand/", "crypto/", "hash/maphash.", "internal/runtime/maps.(*Iter)."}

// rkPointers holds the functions that are points themselves, by rkPointerPoint:
// what they call is none.
var rkPointers = [...]string{"sync/atomic.StorePointer", "sync/atomic.SwapPointer", "sync/atomic.CompareAndSwapPointer"}

// rkWraps holds functions and packages whose caller counts in their place.
var rkWraps = [...]string{
	"sync/atomic.", "runtime.reflect_chan",
	"sync.(*WaitGroup).Done", "sync.OnceFunc", "sync.OnceValue", "sync.(*rlocker).", "time.", "reflect.",
	"log.",
}

// rkStateful holds functions that pass on what a package below them keeps for the
// program: what these do is a step of their caller.
var rkStateful = [...]string{
	"os.Getenv", "os.LookupEnv", "os.Setenv", "os.Unsetenv", "os.Clearenv", "os.Environ", "os.Expand", "os.TempDir", "os.tempDir",
	"testing.(*common).Setenv", "testing.(*T).Setenv", "fmt.", "syscall.", "internal/poll.",
}

func rkFindQuiet() {
	own := rkEnviron("RACEKIT_PACKAGE=")
	rkOwn = own
	md := &firstmoduledata
	size := (md.etext-md.text)/32 + 1
	rk.quiet = unsafe.Slice((*uint8)(rkAlloc(size)), size)
	rkQuietTable, rkQuietSize, rkTextStart = uintptr(unsafe.Pointer(unsafe.SliceData(rk.quiet))), size, md.text
	for i := 0; i+1 < len(md.ftab); i++ {
		f := funcInfo{(*_func)(unsafe.Pointer(&md.pclntable[md.ftab[i].funcoff])), md}
		name := funcname(f)
		if name == "os/signal.loop" {
			rk.sigloop = f.entry()
		}
		kind := rkQuietKind(name, own)
		if kind == 0 {
			continue
		}
		start := (f.entry() - md.text) / 32
		end := (md.textAddr(md.ftab[i+1].entryoff) - md.text - 1) / 32
		for j := start; j <= end && j < size; j++ {
			rk.quiet[j] = kind
		}
	}
}

// What rk.quiet says of a function.
const (
	rkNoPoints = 1 // no scheduling points in it
	rkWrapper  = 2 // its caller counts in its place
	rkChance   = 3 // no scheduling points, and what it draws is the program's
	rkPart     = 4 // no scheduling points: part of the operation that had one
	rkShares   = 5 // no scheduling points, though programs keep there what goroutines share
	rkTwin     = 6 // a hook before a memory access: its caller is at no safe point
	rkPasses   = 7 // no scheduling points: its caller counts for a step of the standard library below it

	rkHasSite = 0x80 // beside what is said: an access in these 32 bytes of code is a point
)

// rkMarkSites marks the code in which the sites of an execution are, and no other.
func rkMarkSites(sites []uint32) {
	for _, pc := range rk.marked {
		if (pc+1)/32 < uint32(len(rk.quiet)) {
			rk.quiet[(pc+1)/32] &^= rkHasSite
		}
	}
	rk.marked = sites
	for _, pc := range sites {
		if (pc+1)/32 < uint32(len(rk.quiet)) {
			rk.quiet[(pc+1)/32] |= rkHasSite
		}
	}
}

func rkQuietKind(name, own string) uint8 {
	if own != "" && len(name) > len(own) && name[:len(own)] == own && (name[len(own)] == '.' || name[len(own)] == '_') {
		return 0
	}
	for _, p := range rkPointers {
		if name == p {
			return rkNoPoints
		}
	}
	for _, p := range rkWraps {
		if rkStarts(name, p) {
			return rkWrapper
		}
	}
	if n := len(name) - len("-fm"); n > 0 && name[n:] == "-fm" && rkStarts(name, "sync.") {
		return rkWrapper
	}
	if rkStarts(name, "sync.(*WaitGroup).Go.func") {
		return 0 // its Done is the goroutine's own
	}
	for _, p := range rkChances {
		if rkStarts(name, p) {
			return rkChance
		}
	}
	if rkStarts(name, "runtime.rkRace") {
		return rkTwin
	}
	for _, p := range rkParts {
		if rkStarts(name, p) {
			return rkPart
		}
	}
	for _, p := range rkStateful {
		if rkStarts(name, p) {
			return rkPasses
		}
	}
	for _, p := range rkNoPoint {
		if rkStarts(name, p) {
			return rkQuietPlace(name)
		}
	}
	return 0
}

func rkStarts(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// rkQuietness returns what is known of the function at pc.
//
//go:nosplit
func rkQuietness(pc uintptr) uint8 {
	i := (pc - rk.text) / 32
	if i >= uintptr(len(rk.quiet)) {
		return 0
	}
	return rk.quiet[i] &^ rkHasSite
}

// rkIsTwin reports whether f is a hook before a memory access. g0.
func rkIsTwin(f funcInfo) bool {
	return f.valid() && rk.text != 0 && rkQuietness(f.entry()) == rkTwin
}

// rkQuiet reports whether there are no scheduling points at pc.
func rkQuiet(pc uintptr) bool { return rkQuietness(pc) != 0 }
