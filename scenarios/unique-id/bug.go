package uniqueid

import "sync/atomic"

type loadStoreIDs struct{ last atomic.Int64 }

func (g *loadStoreIDs) Next() int64 {
	id := g.last.Load() + 1
	g.last.Store(id)
	return id
}
