package writeskew

type bothLockRota struct{ rowLockRota }

func (r *bothLockRota) Leave(i int) bool {
	first, second := &r.rowLockRota[0], &r.rowLockRota[1]
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	if !r.rowLockRota[1-i].on {
		return false
	}
	r.rowLockRota[i].on = false
	return true
}
