package sched

// A strategy of the table, as users name it.
type entry struct {
	name     string
	help     string // in a line
	how      Strategy
	counts   bool // wants a Profile: how many events goroutines have
	measures bool // wants Config.Steps: how long an execution is
	scans    bool // looks at all ready tasks: they need no order
	follows  bool // wants to hear of every step
}

// strategies are all, and everything that lists them is made from this table.
var strategies = [...]entry{
	Mixed:      {name: "mix", help: "surw, pos, pct, urw and walk take turns", how: &theFIFO, counts: true, measures: true},
	RandomWalk: {name: "walk", help: "each enabled goroutine is equally likely at each step", how: &theWalk, scans: true},
	PCT:        {name: "pct", help: "random priorities with a few change points (Burckhardt et al., 2010)", how: &thePCT, measures: true},
	POS:        {name: "pos", help: "random priorities of operations, drawn again for those that race (Yuan et al., 2018)", how: &thePOS, follows: true},
	URW:        {name: "urw", help: "goroutines in proportion to the steps they have left", how: &theURW, counts: true, follows: true},
	SURW:       {name: "surw", help: "urw among the operations on one object at a time (Zhao et al., 2025)", how: &theSURW, counts: true, follows: true},
	Delay:      {name: "delay", help: "the default schedule, with a few delays", how: &theDelay, measures: true},
	FIFO:       {name: "fifo", help: "the default schedule, again and again; finds what varies by itself", how: &theFIFO},
	LIFO:       {name: "lifo", help: "the default schedule reversed: who was enabled last goes first", how: &theLIFO},
}

// shown is the order in which strategies are listed, the default first.
var shown = [len(strategies)]Kind{Mixed, RandomWalk, PCT, POS, URW, SURW, Delay, FIFO, LIFO}

// Kinds returns all strategies, the default first.
func Kinds() []Kind { return shown[:] }

// KindOf returns the strategy with a name.
func KindOf(name string) (k Kind, ok bool) {
	for i := range strategies {
		if strategies[i].name == name {
			return Kind(i), true
		}
	}
	return 0, false
}

func (k Kind) entry() *entry {
	if int(k) >= len(strategies) {
		return &strategies[FIFO]
	}
	return &strategies[k]
}

// String returns the name that users give it.
func (k Kind) String() string { return k.entry().name }

// Help says in a line how it chooses.
func (k Kind) Help() string { return k.entry().help }

// Counts reports whether it wants a Profile.
func (k Kind) Counts() bool { return k.entry().counts }

// Measures reports whether it wants Config.Steps.
func (k Kind) Measures() bool { return k.entry().measures }
