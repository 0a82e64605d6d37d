package sched

import "testing"

// wide returns a scheduler whose executions offer, with n ready tasks.
func wide(n int, o Options, room int) *Scheduler {
	s := newScheduler(n, 100)
	s.Widen(make([]Offer, room))
	o.Wide = true
	s.Begin(o, 0)
	for range n {
		s.Ready(s.Spawn())
	}
	return s
}

func TestOffersSayWhoCouldRun(t *testing.T) {
	s := wide(3, Options{Script: []uint32{2}, Early: true}, 10)
	s.Timer = true
	s.Task(1).Waits, s.Task(3).Done = true, true
	*s.Task(2) = Task{Op: OpWrite, Object: 64, Size: 24, PC: 7}
	s.Pick(0, false)
	want := []Offer{
		{Task: Clock, Op: OpTime},
		{Task: 1, Op: OpStart, Flags: OfferWaits},
		{Task: 2, Op: OpWrite, Object: 64, Size: 24, PC: 7},
		{Task: 3, Op: OpStart, Flags: OfferDone | OfferLast},
	}
	if s.Offered != len(want) {
		t.Fatalf("%d offers, want %d", s.Offered, len(want))
	}
	for i, w := range want {
		if got := s.mem.Offers[i]; got != w {
			t.Errorf("offer %d is %+v, want %+v", i, got, w)
		}
	}
}

func TestOffersWithoutRoom(t *testing.T) {
	s := wide(3, Options{}, 5)
	s.Pick(0, false)
	if s.Offered != 3 {
		t.Fatalf("%d offers, want 3", s.Offered)
	}
	for range 2 {
		if s.Pick(1, false); s.Offered != -1 {
			t.Errorf("%d offers, want -1: a step has all or none, and none after it has any", s.Offered)
		}
	}
}

func TestNobodyBeginsToWait(t *testing.T) {
	for _, tt := range []struct {
		waits  []uint32
		cur    uint32
		yields bool
		timer  bool
		kind   Kind
		want   uint32
		reason string
	}{
		{nil, 2, false, false, FIFO, 2, "who runs goes on"},
		{nil, 2, true, false, FIFO, 1, "unless it gives way"},
		{nil, 0, false, true, FIFO, 1, "the longest ready, and no timer before anybody"},
		{[]uint32{1}, 1, false, true, FIFO, 2, "rather than wait another runs"},
		{[]uint32{1, 2}, 2, false, false, FIFO, 3, "the only one that does not wait"},
		{[]uint32{1, 3}, 0, false, false, RandomWalk, 2, "likewise by chance"},
		{[]uint32{1, 2, 3}, 0, false, true, FIFO, Clock, "all wait: first the clock moves"},
		{[]uint32{1, 2, 3}, 0, false, false, FIFO, 1, "all wait, and nothing else can happen"},
	} {
		s := wide(3, Options{Config: Config{Kind: tt.kind}}, 10)
		s.Timer = tt.timer
		for _, id := range tt.waits {
			s.Task(id).Waits = true
		}
		if got := s.Pick(tt.cur, tt.yields); got != tt.want {
			t.Errorf("task %d, want %d: %s", got, tt.want, tt.reason)
		}
	}
}

func TestWay(t *testing.T) {
	for _, tt := range []struct {
		op     Op
		script []uint32
		n      int
		want   int
		ok     bool
		reason string
	}{
		{OpSelect, []uint32{1}, 3, 0, true, "the first one"},
		{OpSelect, []uint32{Decision(1, 2)}, 3, 2, true, "as the decision says"},
		{OpSelect, []uint32{Decision(1, 7)}, 3, 2, true, "there are no more"},
		{OpSelect, []uint32{1}, 1, 0, true, "no choice"},
		{OpSend, []uint32{Decision(1, 1)}, 2, 0, false, "a select inside another operation"},
		{OpSelect, []uint32{1}, 200, 0, false, "too many"},
	} {
		s := wide(1, Options{Script: tt.script}, 10)
		s.Task(1).Op = tt.op
		s.Pick(0, false)
		hash := s.Hash
		if way, ok := s.Way(tt.n); way != tt.want || ok != tt.ok {
			t.Errorf("%s: way %d, %v, want %d, %v", tt.reason, way, ok, tt.want, tt.ok)
		}
		if got := s.mem.Events[0].Task; got != Decision(1, uint8(tt.want)) {
			t.Errorf("%s: the event says %#x", tt.reason, got)
		}
		if _, ok := s.Way(2); tt.ok && tt.n > 1 && ok {
			t.Errorf("%s: a second select of one step has a way", tt.reason)
		}
		if tt.want > 0 && s.Hash == hash {
			t.Errorf("%s: the hash does not know of it", tt.reason)
		}
	}
}
