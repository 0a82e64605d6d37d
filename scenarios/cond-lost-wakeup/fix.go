package condlostwakeup

import "sync"

type condGate struct {
	mu   sync.Mutex
	cond *sync.Cond
	open bool
	err  error
}

func newCondGate() *condGate {
	g := &condGate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *condGate) Open(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open, g.err = true, err
	g.cond.Broadcast()
}

func (g *condGate) Wait() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open {
		g.cond.Wait()
	}
	return g.err
}

type closeGate struct {
	ready chan struct{}
	err   error
}

func newCloseGate() *closeGate { return &closeGate{ready: make(chan struct{})} }

func (g *closeGate) Open(err error) {
	g.err = err
	close(g.ready)
}

func (g *closeGate) Wait() error {
	<-g.ready
	return g.err
}
