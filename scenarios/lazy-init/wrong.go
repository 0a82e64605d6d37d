package lazyinit

import (
	"sync"
	"sync/atomic"
)

type plainCheckLazy struct {
	build func() *service
	mu    sync.Mutex
	inst  *service
}

func (l *plainCheckLazy) Get() *service {
	if l.inst != nil {
		return l.inst
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inst == nil {
		l.inst = l.build()
	}
	return l.inst
}

type loadStoreLazy struct {
	build func() *service
	inst  atomic.Pointer[service]
}

func (l *loadStoreLazy) Get() *service {
	if s := l.inst.Load(); s != nil {
		return s
	}
	s := l.build()
	l.inst.Store(s)
	return s
}

type casOnceLazy struct {
	build func() *service
	done  atomic.Bool
	inst  *service
}

func (l *casOnceLazy) Get() *service {
	if l.done.CompareAndSwap(false, true) {
		l.inst = l.build()
	}
	return l.inst
}

type flaggedOnceLazy struct {
	build func() *service
	done  bool
	once  sync.Once
	inst  *service
}

func (l *flaggedOnceLazy) Get() *service {
	if !l.done {
		l.once.Do(func() {
			l.inst = l.build()
			l.done = true
		})
	}
	return l.inst
}

type rlockLazy struct {
	build func() *service
	mu    sync.RWMutex
	inst  *service
}

func (l *rlockLazy) Get() *service {
	l.mu.RLock()
	s := l.inst
	l.mu.RUnlock()
	if s != nil {
		return s
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inst = l.build()
	return l.inst
}

// A reentrantLazy builds its service with what Get returns.
type reentrantLazy struct {
	onceLazy
}

func newReentrantLazy(build func() *service) *reentrantLazy {
	l := &reentrantLazy{}
	l.build = func() *service {
		if l.Get() == nil {
			return nil
		}
		return build()
	}
	return l
}
