package offload

import "sync"

// offloadLocked returns an offload whose workers exclude each other.
func offloadLocked() func(l *loop, work func() int) {
	var mu sync.Mutex
	return func(l *loop, work func() int) {
		l.workers.Go(func() {
			result := work()
			mu.Lock()
			defer mu.Unlock()
			l.total += result
		})
	}
}
