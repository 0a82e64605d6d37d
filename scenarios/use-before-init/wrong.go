package usebeforeinit

import (
	"sync"
	"sync/atomic"
)

func lockEach(start starter, use func(*handler)) {
	var mu sync.Mutex
	var h *handler
	start(func() {
		mu.Lock()
		defer mu.Unlock()
		use(h)
	})
	mu.Lock()
	defer mu.Unlock()
	h = &handler{}
}

func atomicField(start starter, use func(*handler)) {
	var h atomic.Pointer[handler]
	start(func() { use(h.Load()) })
	h.Store(&handler{})
}
