package writeskew

import "sync"

type row struct {
	mu sync.Mutex
	on bool
}

func (r *row) get() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.on
}

func (r *row) set(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = on
}

type rowLockRota [2]row

func (r *rowLockRota) Leave(i int) bool {
	if !r[1-i].get() {
		return false
	}
	r[i].set(false)
	return true
}

func (r *rowLockRota) On(i int) bool { return r[i].get() }
