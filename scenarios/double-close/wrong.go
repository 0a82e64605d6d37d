package doubleclose

type selectServer struct{ plainServer }

func (s selectServer) Close() {
	select {
	case <-s.done:
	default:
		close(s.done)
	}
}

// A recoveringMailbox may be closed and sent to by anybody at any time.
type recoveringMailbox struct{ messages chan int }

func (m recoveringMailbox) Close() {
	defer func() { _ = recover() }()
	close(m.messages)
}

func (m recoveringMailbox) Send(message int) {
	defer func() { _ = recover() }()
	m.messages <- message
}
