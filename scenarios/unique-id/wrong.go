package uniqueid

import (
	"sync/atomic"
	"time"
)

type addLoadIDs struct{ last atomic.Int64 }

func (g *addLoadIDs) Next() int64 {
	g.last.Add(1)
	return g.last.Load()
}

// A clockIDs asks a clock with the given tick; Linux has ticks of a nanosecond,
// others of up to 15 milliseconds.
type clockIDs struct{ tick time.Duration }

func (g clockIDs) Next() int64 { return time.Now().Truncate(g.tick).UnixNano() }
