package callafterstop

import "errors"

var errStopped = errors.New("the node has stopped")

// A node is owned by a goroutine that answers until it is stopped.
type node interface {
	Status() (int, error)
	Stop()
}

type plainNode struct {
	requests chan chan int
	stop     chan struct{}
	ended    chan struct{}
}

func newPlainNode() *plainNode {
	n := &plainNode{make(chan chan int), make(chan struct{}), make(chan struct{})}
	go n.run()
	return n
}

func (n *plainNode) run() {
	defer close(n.ended)
	status := 1
	for {
		select {
		case reply := <-n.requests:
			reply <- status
		case <-n.stop:
			return
		}
	}
}

func (n *plainNode) Stop() { close(n.stop) }

func (n *plainNode) Status() (int, error) {
	reply := make(chan int, 1)
	n.requests <- reply
	return <-reply, nil
}
