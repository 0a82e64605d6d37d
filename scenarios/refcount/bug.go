package refcount

import "sync/atomic"

type addHandle struct {
	refs  atomic.Int32
	close func()
}

func newAddHandle(closed func()) *addHandle {
	h := &addHandle{close: closed}
	h.refs.Store(1)
	return h
}

func (h *addHandle) Acquire() bool {
	h.refs.Add(1)
	return true
}

func (h *addHandle) Release() {
	if h.refs.Add(-1) == 0 {
		h.close()
	}
}
