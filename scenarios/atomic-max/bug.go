package atomicmax

import "sync/atomic"

type loadStoreMark struct{ atomic.Int64 }

func (m *loadStoreMark) Offer(v int64) {
	if v > m.Load() {
		m.Store(v)
	}
}
