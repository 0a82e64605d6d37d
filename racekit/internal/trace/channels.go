package trace

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A channel is one while a trace is followed. Values leave it in the order in
// which they entered, whether through its buffer or from a sender that waits.
type channel struct {
	values    []sent // not yet received
	receivers []int  // steps at which a receiver began to wait, in order
	closed    int    // the step; -1 is open

	sends    []int // steps at which each send was done
	receives []int // steps at which each receive began
	capacity int   // -1 is unknown
}

// A sent value is in the channel, or its sender waits.
type sent struct{ from, done int } // done is -1 while it waits and was not resumed

// capacityEdges adds that a receive frees the place that a later send needs.
func (ch *channel) capacityEdges(edge func(from, to int)) {
	if ch.capacity < 0 {
		return
	}
	for k, r := range ch.receives {
		if s := k + ch.capacity; s < len(ch.sends) {
			edge(r, ch.sends[s])
		}
	}
}

// communicate follows the beginning of a channel operation. What a select does
// is known from its end; one that never ends does nothing.
func (o *orderer) communicate(i int, op sched.Op) {
	e := o.tr.Events[i]
	if op == sched.OpSelect {
		for n := i; n >= 0; n = o.Resumes(n) {
			e = o.tr.Events[n]
		}
		if e.Object == 0 || e.Missed {
			return
		}
		op = sched.OpRecv
		if e.Sent {
			op = sched.OpSend
		}
	}
	ch := o.channels[e.Object]
	if ch == nil {
		ch = &channel{closed: -1, capacity: -1}
		o.channels[e.Object] = ch
	}
	if e.Room > 0 {
		ch.capacity = int(e.Room) - 1
	}
	switch op {
	case sched.OpClose:
		ch.closed = i
		for _, r := range ch.receivers {
			o.edge(i, o.Resumes(r))
		}
		ch.receivers = nil
	case sched.OpSend:
		o.send(ch, i)
	case sched.OpRecv:
		o.receive(ch, e.Object, i)
	}
}

// arrives is told of step i, with which a goroutine goes on that waited for a
// channel. Unless another goroutine is seen to have served it, something else has.
func (o *orderer) arrives(i int) {
	if o.Waits(i) {
		return
	}
	began := o.began[i]
	object := o.tr.Events[i].Object
	ch := o.channels[object]
	if ch == nil {
		return
	}
	if k := slices.Index(ch.receivers, began); k >= 0 {
		ch.receivers = slices.Delete(ch.receivers, k, k+1)
		o.fromNowhere(ch, object, i)
	}
	waits := func(v sent) bool { return v.from == began }
	if k := slices.IndexFunc(ch.values, waits); ch.capacity >= 0 && k >= ch.capacity {
		ch.values = slices.Delete(ch.values, 0, 1)
		o.walls[i] = true
	}
}

func (o *orderer) send(ch *channel, i int) {
	if len(ch.receivers) > 0 {
		r := ch.receivers[0]
		ch.receivers = ch.receivers[1:]
		o.edge(i, o.Resumes(r))
		ch.sends, ch.receives = append(ch.sends, i), append(ch.receives, r)
		return
	}
	done := i
	if o.Waits(i) {
		done = o.Resumes(i)
		if ch.capacity < 0 {
			ch.capacity = len(ch.values)
		}
	}
	ch.values = append(ch.values, sent{i, done})
	ch.sends = append(ch.sends, done)
}

func (o *orderer) receive(ch *channel, object uint32, i int) {
	switch {
	case len(ch.values) > 0:
		v := ch.values[0]
		ch.values = ch.values[1:]
		o.edge(v.from, i)
		o.edge(i, v.done)
		ch.receives = append(ch.receives, i)
	case ch.closed >= 0:
		o.edge(ch.closed, i)
	case o.Waits(i):
		ch.receivers = append(ch.receivers, i)
	default:
		o.fromNowhere(ch, object, i)
	}
}
