package wronglock

import "sync"

// A copiedLockCounter has value receivers. That its mutex is a type parameter
// only hides it from go vet.
type copiedLockCounter[M any, L interface {
	*M
	sync.Locker
}] struct {
	mu M
	n  *int
}

func (c copiedLockCounter[M, L]) Add(f func()) {
	L(&c.mu).Lock()
	defer L(&c.mu).Unlock()
	f()
	*c.n++
}

func (c copiedLockCounter[M, L]) Count() int {
	L(&c.mu).Lock()
	defer L(&c.mu).Unlock()
	return *c.n
}

var global sync.Mutex

type globalLockCounter struct{ n int }

func (c *globalLockCounter) Add(f func()) {
	global.Lock()
	defer global.Unlock()
	f()
	c.n++
}

func (c *globalLockCounter) Count() int {
	global.Lock()
	defer global.Unlock()
	return c.n
}
