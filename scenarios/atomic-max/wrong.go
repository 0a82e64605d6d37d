package atomicmax

import "sync/atomic"

type casOnceMark struct{ atomic.Int64 }

func (m *casOnceMark) Offer(v int64) {
	if old := m.Load(); v > old {
		m.CompareAndSwap(old, v)
	}
}

type swapMark struct{ atomic.Int64 }

func (m *swapMark) Offer(v int64) {
	if old := m.Swap(v); old > v {
		m.Store(old)
	}
}
