package writeskew

import "sync/atomic"

type casRota [2]atomic.Bool

func (r *casRota) Leave(i int) bool {
	if !r[1-i].Load() {
		return false
	}
	return r[i].CompareAndSwap(true, false)
}

func (r *casRota) On(i int) bool { return r[i].Load() }
