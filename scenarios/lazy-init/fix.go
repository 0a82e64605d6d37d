package lazyinit

import (
	"sync"
	"sync/atomic"
)

type checkedLazy struct {
	build func() *service
	mu    sync.Mutex
	inst  atomic.Pointer[service]
}

func (l *checkedLazy) Get() *service {
	if s := l.inst.Load(); s != nil {
		return s
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.inst.Load(); s != nil {
		return s
	}
	s := l.build()
	l.inst.Store(s)
	return s
}

// A casLazy may build several, and keeps one.
type casLazy struct {
	build func() *service
	inst  atomic.Pointer[service]
}

func (l *casLazy) Get() *service {
	if s := l.inst.Load(); s != nil {
		return s
	}
	l.inst.CompareAndSwap(nil, l.build())
	return l.inst.Load()
}

type onceLazy struct {
	build func() *service
	once  sync.Once
	inst  *service
}

func (l *onceLazy) Get() *service {
	l.once.Do(func() { l.inst = l.build() })
	return l.inst
}

type onceValueLazy func() *service

func newOnceValueLazy(build func() *service) onceValueLazy { return sync.OnceValue(build) }

func (l onceValueLazy) Get() *service { return l() }
