package callafterstop

type selectNode struct{ *plainNode }

func (n selectNode) Status() (int, error) {
	reply := make(chan int, 1)
	select {
	case n.requests <- reply:
		return <-reply, nil
	case <-n.ended:
		return 0, errStopped
	}
}
