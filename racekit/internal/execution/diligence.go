package execution

import "time"

// A diligence tells a worker that hangs from one that waits for a program which
// a test has started and which works.
type diligence struct {
	pid   int
	ticks int64     // of the processor, that its descendants have used
	since time.Time // when they were looked at first
}

// atMost is how many times as long as a hang takes a worker may wait for others.
const atMost = 30

func (d *diligence) reset() { d.since = time.Time{} }

// work reports whether the worker's descendants have worked since the last call.
func (d *diligence) work(hang time.Duration) bool {
	ticks := descendantTicks(d.pid)
	first := d.since.IsZero()
	if first {
		d.since = time.Now()
	}
	worked := !first && ticks > d.ticks && time.Since(d.since) < atMost*hang
	d.ticks = ticks
	return worked
}
