package shrink

import (
	"cmp"
	"time"
)

// A watch bounds the real time of a search.
type watch struct {
	now     func() time.Time
	time    time.Duration
	end     time.Time
	longest time.Duration // that a request took
	pace    time.Duration // of one execution in the last request
	late    bool          // there was no time for what was to be done
}

func newWatch(cfg Config) watch {
	w := watch{now: cfg.Now, time: cmp.Or(cfg.Time, DefaultTime)}
	if w.now == nil {
		w.now = time.Now
	}
	w.end = w.now().Add(w.time)
	return w
}

// saw notes that a request for n executions began at begin and ends now.
func (w *watch) saw(begin time.Time, n int) {
	d := w.now().Sub(begin)
	w.longest, w.pace = max(w.longest, d), d/time.Duration(max(1, n))
}

// ends reports whether there is no time for more than the replay that is to
// confirm what was found, and the one for its stacks.
func (w *watch) ends() bool {
	over := w.now().Add(2 * w.longest).After(w.end)
	w.late = w.late || over
	return over
}

// quick returns how many executions keep a worker busy for a short while.
func (w *watch) quick() int {
	const while = 100 * time.Millisecond
	return max(1, int(while/max(1, w.pace)))
}
