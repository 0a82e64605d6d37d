// Package scenario has the types in which a scenario is declared: a small piece
// of shared state, the ways in which people synchronize it, one property that
// all of them should keep, and for each the verdict that exploration must reach.
//
// It is for those who add to racekit's own catalogue, and may change with each
// release.
package scenario

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// A Scenario is one concurrency bug with its right and its wrong fixes. The
// story, in words, is the package comment of the folder that declares it.
type Scenario struct {
	_ struct{} // no positional literals: fields may be added

	ID       string // as in the catalogue: "lost-update"
	Title    string
	Class    string // of bug: "data race", "lost wakeup", ...
	Priority int    // 0 and 1 are core, 2 is advanced
	Level    int    // of difficulty, 1 to 5
	Property string // in one sentence, what holds if the synchronization is right
	Params   []Param
	// Scale says how the workload grows. With it the cost of a fix is that of one
	// operation, without it that of the whole kernel.
	Scale    Scale
	Variants []Variant
}

// A Scale names the Params that say how many goroutines there are, and how many
// operations each of them does.
type Scale struct {
	_ struct{} // no positional literals: fields may be added

	Goroutines, Operations string
}

// A Param is a quantity of the workload. Its least value makes the kernel, the
// smallest workload that shows every verdict; larger ones are drawn.
type Param struct {
	_ struct{} // no positional literals: fields may be added

	Name     string
	Min, Max int
}

// A Variant is one way to synchronize the scenario's shared state.
type Variant struct {
	_ struct{} // no positional literals: fields may be added

	Name string
	Kind Kind
	Sync Sync
	Code string // the declarations in the scenario's folder that make it, separated by spaces
	Want Verdict
	// Hidden says that the workload of a Bug or Wrong variant cannot show what is
	// wrong: its verdict is right all the same.
	Hidden bool
	// Cooperative is the verdict where goroutines switch only when they block or
	// yield; nil if nothing is declared.
	Cooperative *Verdict
	Why         string // in one sentence, why the verdict is what it is

	// Body runs the workload once and reports a broken property by t.Error. It
	// is nil if the verdict is argued in Why and cannot be measured.
	Body func(t *testing.T, w Workload)
}

// A Kind says what a variant is an example of.
type Kind uint8

const (
	Bug   Kind = iota // as found in the wild
	Fix               // correct
	Wrong             // plausible, and not correct
)

func (k Kind) String() string { return [...]string{"bug", "fix", "wrong"}[k] }

// A Sync names the means of synchronization of a variant.
type Sync string

const (
	None        Sync = "none"
	Mutex       Sync = "mutex"
	RWMutex     Sync = "rwmutex"
	Channel     Sync = "channel"
	Atomic      Sync = "atomic"
	Once        Sync = "once"
	Cond        Sync = "cond"
	WaitGroup   Sync = "waitgroup"
	Semaphore   Sync = "semaphore"
	SyncMap     Sync = "sync.Map"
	Pool        Sync = "sync.Pool"
	Context     Sync = "context"
	Errgroup    Sync = "errgroup"
	Confinement Sync = "confinement" // each goroutine has its own, or one owns all
	Copy        Sync = "copy"        // values that nobody changes
	Order       Sync = "order"       // the same operations in another order
	Time        Sync = "time"        // sleeps, timeouts, timers
)

// Syncs are all means of synchronization, in the order of the matrix.
var Syncs = []Sync{None, Mutex, RWMutex, Channel, Atomic, Once, Cond, WaitGroup, Semaphore,
	SyncMap, Pool, Context, Errgroup, Confinement, Copy, Order, Time}

// A Verdict says what goes wrong in some schedule. Its zero value says that
// nothing does in any.
type Verdict struct {
	_ struct{} // no positional literals: fields may be added

	Race     bool   // the race detector reports
	Effect   Effect // what else goes wrong: all of these are seen, and no others
	RaceAt   int    // fewest preemptions that show the race; Unknown if nobody knows
	EffectAt int    // fewest preemptions that show the first effect; Unknown if nobody knows
}

// Unknown stands for a number of preemptions that is not declared.
const Unknown = -1

// Right reports whether nothing goes wrong.
func (v Verdict) Right() bool { return !v.Race && v.Effect == 0 }

// An Effect is a set of ways in which an execution goes wrong besides a race.
type Effect uint8

const (
	Invariant = Effect(finding.EffectInvariant) // the property does not hold
	Deadlock  = Effect(finding.EffectDeadlock)  // nobody can run and the test is not done
	Leak      = Effect(finding.EffectLeak)      // a goroutine is left that can never run again
	Panic     = Effect(finding.EffectPanic)     // a panic that nobody recovers
	Fatal     = Effect(finding.EffectFatal)     // a fatal error of the runtime, which ends the process
	Livelock  = Effect(finding.EffectLivelock)  // everybody runs and nobody makes progress
)

var effects = []struct {
	Effect
	name string
}{{Invariant, "invariant broken"}, {Deadlock, "deadlock"}, {Leak, "leak"}, {Panic, "panic"}, {Fatal, "fatal error"}, {Livelock, "livelock"}}

// String returns the names of the effects, "deadlock + leak", or "holds".
func (e Effect) String() string {
	s := ""
	for _, k := range effects {
		if e&k.Effect != 0 {
			if s != "" {
				s += " + "
			}
			s += k.name
		}
	}
	if s == "" {
		return "holds"
	}
	return s
}

// String returns the verdict as the matrix shows it: "race / invariant broken".
func (v Verdict) String() string {
	if v.Race {
		return "race / " + v.Effect.String()
	}
	return "silent / " + v.Effect.String()
}
