package edgenotify

type closingGate struct{ *tokenGate }

func (g closingGate) Open() {
	g.mu.Lock()
	g.open = true
	g.mu.Unlock()
	close(g.notify)
}

type passingGate struct{ *tokenGate }

func (g passingGate) Wait() {
	g.tokenGate.Wait()
	g.wake()
}
