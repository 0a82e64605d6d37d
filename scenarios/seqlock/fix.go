package seqlock

import (
	"sync/atomic"
	"time"
)

type atomicPair struct {
	seq  atomic.Uint32
	a, b atomic.Int64
}

func (p *atomicPair) Write(v int64) {
	p.seq.Add(1)
	p.a.Store(v)
	p.b.Store(v)
	p.seq.Add(1)
}

func (p *atomicPair) Read() (a, b int64) {
	for {
		seq := p.seq.Load()
		a, b = p.a.Load(), p.b.Load()
		if seq%2 == 0 && p.seq.Load() == seq {
			return a, b
		}
		time.Sleep(time.Microsecond)
	}
}
