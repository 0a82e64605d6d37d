package usebeforeinit

import "sync"

func assignFirst(start starter, use func(*handler)) {
	h := &handler{}
	start(func() { use(h) })
}

func lockAcross(start starter, use func(*handler)) {
	var mu sync.Mutex
	var h *handler
	mu.Lock()
	defer mu.Unlock()
	start(func() {
		mu.Lock()
		defer mu.Unlock()
		use(h)
	})
	h = &handler{}
}

func gate(start starter, use func(*handler)) {
	ready := make(chan struct{})
	var h *handler
	start(func() {
		<-ready
		use(h)
	})
	h = &handler{}
	close(ready)
}
