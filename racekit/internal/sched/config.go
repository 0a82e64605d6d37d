package sched

// A Kind names a strategy.
type Kind uint8

const (
	FIFO       Kind = iota // run until blocked, then the longest-waiting: the default schedule
	LIFO                   // run until blocked, then the one that became ready last
	RandomWalk             // uniform among the runnable
	PCT                    // priorities with Depth-1 change points (Burckhardt et al., ASPLOS 2010)
	Delay                  // the default schedule with Depth delays (Emmi et al., POPL 2011)
	POS                    // random priorities, redrawn where events race (Yuan et al., CAV 2018)
	URW                    // uniform over interleavings (Zhao et al., ASPLOS 2025)
	SURW                   // uniform over the orders of the events on one object (likewise)
	Mixed                  // one of the others, by index: see At
)

// A Config is a strategy and its parameters.
type Config struct {
	Kind  Kind
	Depth int // PCT: the bug depth d; Delay: the delays; 0 draws 1..3 from the seed
	Steps int // PCT, Delay: the estimate k of the number of steps with a choice
}

// Derive returns the seed of execution index of an exploration with the base
// seed. Neighbouring indices give unrelated seeds.
func Derive(base uint64, index int) uint64 {
	return mix(base + (uint64(index)+1)*0x9e3779b97f4a7c15)
}

// mixture is what Mixed consists of: no single strategy wins, but the uniform
// walks find most bugs first (docs/internal/bench-kernels.md).
var mixture = [20]Config{
	{Kind: URW}, {Kind: SURW}, {Kind: URW}, {Kind: SURW}, {Kind: POS},
	{Kind: PCT, Depth: 1}, {Kind: URW}, {Kind: SURW}, {Kind: PCT, Depth: 2}, {Kind: SURW},
	{Kind: URW}, {Kind: POS}, {Kind: SURW}, {Kind: RandomWalk}, {Kind: URW},
	{Kind: SURW}, {Kind: PCT, Depth: 3}, {Kind: SURW}, {Kind: POS}, {Kind: URW},
}

// reversed is the execution of Mixed that is LIFO, and not the mixture's.
const reversed = 2

// Mixture returns the strategies of Mixed, the more important ones several times.
func Mixture() [20]Config { return mixture }

// At returns the strategy of execution index, which is c unless c is Mixed.
// Index 0 is the default schedule and 2 is it turned round; the mixture has the others.
func (c Config) At(index int) Config {
	if c.Kind != Mixed {
		return c
	}
	if index == reversed {
		return Config{Kind: LIFO}
	}
	if index > reversed {
		index--
	}
	m := mixture[uint(index+len(mixture)-1)%uint(len(mixture))]
	if m.Steps == 0 {
		m.Steps = c.Steps
	}
	return m
}
