package callafterstop

import "sync/atomic"

type flagNode struct {
	*plainNode
	stopped atomic.Bool
}

func (n *flagNode) Stop() {
	n.stopped.Store(true)
	n.plainNode.Stop()
}

func (n *flagNode) Status() (int, error) {
	if n.stopped.Load() {
		return 0, errStopped
	}
	return n.plainNode.Status()
}
