package explore

import "github.com/racekit/toolkit/racekit/internal/sched"

// An exploration advances in numbered rounds. What earlier executions taught
// (contended sites, the length of an execution) is used from the next round
// on, so that execution i depends on the test, the seed and i alone.

// A round is a stretch of indices that share what was learnt before it.
type round struct {
	begin, end int // indices begin to end-1
	chunk      int // executions per chunk
	ordinal    int // of the round's first chunk
}

// A chunk is a stretch of a round with one strategy, run by one worker.
type chunk struct {
	begin, end int
	strategy   sched.Config
	learn      bool // find contended sites

	script []uint32 // how its executions begin; nil is as the strategy says
	sites  []uint32 // the points of a script
}

const (
	firstRound = 8   // executions in the first round; each has four times those before
	lastRound  = 512 // and at most
	firstChunk = 4   // executions per chunk in the first round
	lastChunk  = 32  // and at most
)

// rounds covers the indices from begin to n-1. Index 0, the default schedule,
// comes before all rounds.
func rounds(begin, n int) []round {
	var out []round
	size, chunk, ordinal := firstRound, firstChunk, 0
	for begin < n {
		r := round{begin: begin, end: min(begin+size, n), chunk: chunk, ordinal: ordinal}
		out = append(out, r)
		ordinal += (r.end - r.begin + chunk - 1) / chunk
		begin, size, chunk = begin+size, min(size*4, lastRound), min(chunk*2, lastChunk)
	}
	return out
}

// chunks splits a round. The strategies take turns; the first chunk learns.
func (r round) chunks(strategies []sched.Config, steps int) []chunk {
	var out []chunk
	for begin := r.begin; begin < r.end; begin += r.chunk {
		c := chunk{begin: begin, end: min(begin+r.chunk, r.end), learn: begin == r.begin}
		c.strategy = strategies[(r.ordinal+len(out))%len(strategies)]
		if c.strategy.Kind.Measures() && c.strategy.Steps == 0 {
			c.strategy.Steps = steps
		}
		out = append(out, c)
	}
	return out
}
