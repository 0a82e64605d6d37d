package sched

// A Kind names a strategy.
type Kind uint8

const (
	FIFO       Kind = iota // run until blocked, then the longest-waiting: the default schedule
	RandomWalk             // uniform among the runnable
	PCT                    // priorities with Depth-1 change points (Burckhardt et al., ASPLOS 2010)
)

// A Config is a strategy and its parameters.
type Config struct {
	Kind  Kind
	Depth int // PCT: the bug depth d; 0 draws 1..3 from the seed
	Steps int // PCT: the estimate k of the number of steps
}

// Derive returns the seed of execution index of an exploration with the base
// seed. Neighbouring indices give unrelated seeds.
func Derive(base uint64, index int) uint64 {
	return mix(base + (uint64(index)+1)*0x9e3779b97f4a7c15)
}
