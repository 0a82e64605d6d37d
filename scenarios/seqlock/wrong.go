package seqlock

import (
	"sync/atomic"
	"time"
)

type plainPair struct {
	seq  atomic.Uint32
	a, b int64
}

func (p *plainPair) Write(v int64) {
	p.seq.Add(1)
	p.a = v
	p.b = v
	p.seq.Add(1)
}

func (p *plainPair) Read() (a, b int64) {
	for {
		seq := p.seq.Load()
		a, b = p.a, p.b
		if seq%2 == 0 && p.seq.Load() == seq {
			return a, b
		}
		time.Sleep(time.Microsecond)
	}
}

type evenPair struct{ atomicPair }

func (p *evenPair) Read() (a, b int64) {
	for {
		seq := p.seq.Load()
		a, b = p.a.Load(), p.b.Load()
		if p.seq.Load() == seq {
			return a, b
		}
		time.Sleep(time.Microsecond)
	}
}
