package refcount

type lookHandle struct{ *addHandle }

func (h *lookHandle) Acquire() bool {
	if h.refs.Load() == 0 {
		return false
	}
	h.refs.Add(1)
	return true
}
