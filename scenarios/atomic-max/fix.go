package atomicmax

import "sync/atomic"

type casMark struct{ atomic.Int64 }

func (m *casMark) Offer(v int64) {
	for {
		old := m.Load()
		if v <= old || m.CompareAndSwap(old, v) {
			return
		}
	}
}
