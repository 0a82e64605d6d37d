package finding

import "slices"

// Kind is the kind of a finding.
type Kind string

const (
	DataRace        Kind = "data race"
	TestFailure     Kind = "test failure"
	NotLinearizable Kind = "not linearizable"
	DeadlockKind    Kind = "deadlock"
	Leak            Kind = "goroutine leak"
	Panic           Kind = "panic"
	Fatal           Kind = "fatal error"
	Exit            Kind = "exit"
	Livelock        Kind = "livelock"
	Hang            Kind = "hang"
	Nondeterminism  Kind = "nondeterminism"
	Never           Kind = "never happened" // what a test says must, sometimes
)

// An Effect is what a finding means for the program, besides a data race.
type Effect uint8

const (
	EffectInvariant Effect = 1 << iota // the property does not hold
	EffectDeadlock                     // nobody can run and the test is not done
	EffectLeak                         // a goroutine is left that can never run again
	EffectPanic                        // a panic that nobody recovers
	EffectFatal                        // the process ends
	EffectLivelock                     // everybody runs, or waits, and nobody gets on
)

// kinds are all. Of those with one effect the first stands for it.
var kinds = []struct {
	kind   Kind
	effect Effect
	// unseen is set where no execution shows it, so that there is no record.
	unseen bool
}{
	{kind: DataRace},
	{kind: TestFailure, effect: EffectInvariant},
	{kind: NotLinearizable, effect: EffectInvariant},
	{kind: DeadlockKind, effect: EffectDeadlock},
	{kind: Leak, effect: EffectLeak},
	{kind: Panic, effect: EffectPanic},
	{kind: Fatal, effect: EffectFatal},
	{kind: Exit, effect: EffectFatal},
	{kind: Livelock, effect: EffectLivelock},
	{kind: Hang, effect: EffectLivelock},
	{kind: Nondeterminism}, // it says of the test that nothing can be said
	{kind: Never, effect: EffectInvariant, unseen: true},
}

// Kinds returns all kinds.
func Kinds() []Kind {
	var all []Kind
	for _, k := range kinds {
		all = append(all, k.kind)
	}
	return all
}

// Effect returns what k means for the program; 0 for a data race, and where that
// is not known.
func (k Kind) Effect() Effect {
	i := slices.Index(Kinds(), k)
	if i < 0 {
		return 0
	}
	return kinds[i].effect
}

// Recorded reports whether k is a kind that an execution shows, and a record
// replays.
func (k Kind) Recorded() bool {
	i := slices.Index(Kinds(), k)
	return i >= 0 && !kinds[i].unseen
}
