package condlostwakeup

import "sync"

// A gate is opened once, with an error if what it stands for has failed. Wait
// returns when it is open.
type gate interface {
	Open(err error)
	Wait() error
}

type bareGate struct {
	mu   sync.Mutex
	cond *sync.Cond
}

func newBareGate() *bareGate {
	g := &bareGate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *bareGate) Open(error) { g.cond.Signal() }

func (g *bareGate) Wait() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cond.Wait()
	return nil
}
