package spscring

type tailFirstRing struct{ ring }

func (r *tailFirstRing) Push(v int) bool {
	tail := r.tail.Load()
	if tail-r.head.Load() == int64(len(r.slots)) {
		return false
	}
	r.tail.Store(tail + 1)
	r.slots[tail%int64(len(r.slots))] = v
	return true
}
