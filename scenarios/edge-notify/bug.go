package edgenotify

import "sync"

// A gate is opened once; Wait returns when it is open.
type gate interface {
	Open()
	Wait()
}

type tokenGate struct {
	mu     sync.Mutex
	open   bool
	notify chan struct{} // holds one token
}

func newTokenGate() *tokenGate { return &tokenGate{notify: make(chan struct{}, 1)} }

func (g *tokenGate) isOpen() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

func (g *tokenGate) Open() {
	g.mu.Lock()
	g.open = true
	g.mu.Unlock()
	g.wake()
}

func (g *tokenGate) wake() {
	select {
	case g.notify <- struct{}{}:
	default:
	}
}

func (g *tokenGate) Wait() {
	for !g.isOpen() {
		<-g.notify
	}
}
