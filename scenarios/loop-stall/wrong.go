package loopstall

import (
	"runtime"
	"time"
)

func yielding(_ loop, takes time.Duration, reply func(int)) {
	sum := 0
	const parts = 4
	for range parts {
		sum += slow(takes / parts)
		runtime.Gosched()
	}
	reply(sum / parts)
}

func parallel(l loop, takes time.Duration, reply func(int)) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2 * runtime.NumCPU()))
	inline(l, takes, reply)
}

// crowded computes in as many goroutines as there are calls.
func crowded(l loop, takes time.Duration, reply func(int)) {
	for range 2 * runtime.NumCPU() {
		go slow(takes)
	}
	spawned(l, takes, reply)
}
