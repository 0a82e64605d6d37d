package offload

import "sync"

// A loop runs what is posted to it, one after the other, and owns total.
type loop struct {
	tasks   chan func()
	total   int
	workers sync.WaitGroup
}

func (l *loop) run() {
	for task := range l.tasks {
		task()
	}
}

func offload(l *loop, work func() int) {
	l.workers.Go(func() { l.total += work() })
}
