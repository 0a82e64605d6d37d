package uniqueid

import (
	"sync"
	"sync/atomic"
)

type addIDs struct{ last atomic.Int64 }

func (g *addIDs) Next() int64 { return g.last.Add(1) }

type mutexIDs struct {
	mu   sync.Mutex
	last int64
}

func (g *mutexIDs) Next() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last++
	return g.last
}
