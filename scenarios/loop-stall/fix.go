package loopstall

import "time"

func spawned(l loop, takes time.Duration, reply func(int)) {
	go func() {
		result := slow(takes)
		l <- func() { reply(result) }
	}()
}

// pooled returns a handle whose slow calls run in two goroutines, for at most
// queue calls that wait. They end when stop is called.
func pooled(queue int) (h handle, stop func()) {
	calls := make(chan func(), queue)
	for range 2 {
		go func() {
			for call := range calls {
				call()
			}
		}()
	}
	return func(l loop, takes time.Duration, reply func(int)) {
		calls <- func() {
			result := slow(takes)
			l <- func() { reply(result) }
		}
	}, func() { close(calls) }
}
