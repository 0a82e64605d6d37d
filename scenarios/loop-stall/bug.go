package loopstall

import "time"

// A loop runs handlers one after the other.
type loop chan func()

func (l loop) run() {
	for handler := range l {
		handler()
	}
}

// slow is a blocking call.
func slow(takes time.Duration) int {
	time.Sleep(takes)
	return 1
}

// A handle does a slow call in answer to an event and passes its result to
// reply, in the loop.
type handle func(l loop, takes time.Duration, reply func(int))

func inline(_ loop, takes time.Duration, reply func(int)) { reply(slow(takes)) }
