package loopselfpost

// A loop handles events, which are numbers of follow-up events to post.
type loop struct{ queue chan int }

// run handles events until it has handled n.
func (l *loop) run(n int) {
	for range n {
		if left := <-l.queue; left > 0 {
			l.queue <- left - 1
		}
	}
}

func newLoop(int) *loop { return &loop{make(chan int)} }
