package refcount

type casHandle struct{ *addHandle }

func (h *casHandle) Acquire() bool {
	for {
		n := h.refs.Load()
		if n == 0 {
			return false
		}
		if h.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}
