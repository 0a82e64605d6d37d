package doubleclose

// A server has a channel that is closed when it stops.
type server interface {
	Close()
	Done() <-chan struct{}
}

type plainServer struct{ done chan struct{} }

func newPlainServer() plainServer { return plainServer{make(chan struct{})} }

func (s plainServer) Close() { close(s.done) }

func (s plainServer) Done() <-chan struct{} { return s.done }
