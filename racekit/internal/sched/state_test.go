package sched

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The heap and the line of ready tasks agree with a plain set.
func TestReadySet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScheduler(32, 0)
		s.Begin(Options{Config: Config{Kind: PCT}}, 0)
		ready := map[uint32]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"spawn": func(t *rapid.T) {
				if s.Tasks() < 32 {
					id := s.Spawn()
					s.Ready(id)
					ready[id] = true
				}
			},
			"ready": func(t *rapid.T) {
				if s.Tasks() > 0 {
					id := rapid.Uint32Range(1, s.Tasks()).Draw(t, "id")
					s.Ready(id)
					ready[id] = true
				}
			},
			"block": func(t *rapid.T) {
				if s.Tasks() > 0 {
					id := rapid.Uint32Range(1, s.Tasks()).Draw(t, "id")
					s.Block(id)
					delete(ready, id)
				}
			},
			"yield": func(t *rapid.T) {
				if s.Tasks() > 0 {
					thePCT.Yield(s, rapid.Uint32Range(1, s.Tasks()).Draw(t, "id"))
				}
			},
			"unorder": func(t *rapid.T) {
				s.unorder()
				if s.nline != 0 {
					t.Fatalf("%d tasks are still in the line", s.nline)
				}
				s.heap = true
				s.heapify()
			},
			"prio": func(t *rapid.T) {
				if s.Tasks() > 0 {
					s.SetPrio(rapid.Uint32Range(1, s.Tasks()).Draw(t, "id"), rapid.Uint64().Draw(t, "prio"))
				}
			},
			"heapify": func(t *rapid.T) {
				for i := range s.nheap {
					if rapid.Bool().Draw(t, "change") {
						e := &s.mem.Ready[i]
						e.prio = rapid.Uint64().Draw(t, "prio")
						s.Task(e.id).Prio = e.prio
					}
				}
				s.heapify()
			},
			"": func(t *rapid.T) {
				if int(s.NumReady()) != len(ready) {
					t.Fatalf("%d ready, want %d", s.NumReady(), len(ready))
				}
				best := uint64(0)
				for id := range ready {
					if !s.IsReady(id) {
						t.Fatalf("task %d is not ready", id)
					}
					best = max(best, s.Task(id).Prio)
				}
				last, before := uint32(0), uint64(yieldedPrio)
				for range s.nline {
					id := s.mem.Line[last].next
					if s.mem.Places[id] != inLine || s.mem.Line[id].prev != last || s.Task(id).Prio >= before {
						t.Fatalf("task %d, after %d in the line, is out of place", id, last)
					}
					last, before = id, s.Task(id).Prio
				}
				if s.nline > 0 && (s.mem.Line[0].prev != last || s.mem.Line[last].next != 0) {
					t.Fatalf("the line does not end with task %d", last)
				}
				for i := range s.nheap {
					e := s.mem.Ready[i]
					if s.mem.Places[e.id] != i+1 || s.Task(e.id).Prio != e.prio || i > 0 && s.mem.Ready[(i-1)/4].prio < e.prio {
						t.Fatalf("entry %d of the heap, %+v, is out of place", i, e)
					}
				}
				if len(ready) > 0 && s.Task(s.top()).Prio != best {
					t.Fatalf("the top has priority %d, the best is %d", s.Task(s.top()).Prio, best)
				}
			},
		})
	})
}

// The line saves time and changes no schedule: it is the same if those who wait
// in it are moved to the heap before each decision. (POS and SURW draw anew for
// the tasks in the order of the heap, so theirs may differ.)
func TestLineChangesNoSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint32Range(2, 12).Draw(t, "tasks")
		o := Options{Config: rapid.SampledFrom([]Config{{Kind: FIFO}, {Kind: PCT}, {Kind: Delay}, {Kind: URW}}).Draw(t, "config"), Seed: rapid.Uint64().Draw(t, "seed")}
		lazy, eager := newScheduler(int(n), 0), newScheduler(int(n), 0)
		both := []*Scheduler{lazy, eager}
		for _, s := range both {
			s.Begin(o, 0)
			for range n {
				id := s.Spawn()
				s.Fork(id, 0, 7)
				s.Ready(id)
			}
		}
		cur := uint32(0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			yields := cur != 0 && rapid.Bool().Draw(t, "yields")
			eager.unorder()
			eager.heap = true
			eager.heapify()
			id, other := lazy.Pick(cur, yields), eager.Pick(cur, yields)
			if id != other {
				t.Fatalf("the line has %d run, the heap alone %d", id, other)
			}
			cur = id
			if n > 2 && rapid.IntRange(0, 9).Draw(t, "blocks") == 0 {
				cur = 0
				for _, s := range both {
					s.Block(id)
				}
				if woken := rapid.Uint32Range(1, n).Draw(t, "wakes"); woken != id || lazy.NumReady() == 0 {
					for _, s := range both {
						s.Ready(woken)
					}
				}
			}
		}
	})
}

// Which goroutines an execution starts with is all that it inherits: not the
// order in which the one before has left them.
func TestKeptTasksStartAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const keep = 6
		var orders [2][]uint32
		o := Options{Config: rapid.SampledFrom(configs).Draw(t, "config"), Seed: rapid.Uint64().Draw(t, "seed")}
		for i := range orders {
			s := newScheduler(keep, 0)
			s.Begin(Options{Config: rapid.SampledFrom(configs).Draw(t, "config before"), Seed: rapid.Uint64().Draw(t, "seed before")}, 0)
			for range keep {
				s.Spawn()
			}
			for _, id := range rapid.Permutation([]uint32{1, 2, 3, 4, 5, 6}).Draw(t, "ready") {
				s.Ready(id)
			}
			for id := range uint32(keep) {
				s.Task(id + 1).Op = OpResume
			}
			s.Begin(o, keep)
			for s.NumReady() > 0 {
				id := s.Pick(0, false)
				orders[i] = append(orders[i], id)
				s.End(id)
			}
		}
		if !slices.Equal(orders[0], orders[1]) {
			t.Fatalf("schedules %v and %v", orders[0], orders[1])
		}
	})
}

func TestObjectsAreNumberedInOrderOfFirstUse(t *testing.T) {
	s := newScheduler(4, 0)
	s.Begin(Options{}, 0)
	for i, addr := range []uint64{500, 100, 500, 300, 100} {
		if got, want := s.number(addr).num, []uint32{1, 2, 1, 3, 2}[i]; got != want {
			t.Errorf("use %d of address %d: number %d, want %d", i, addr, got, want)
		}
	}
	s.Begin(Options{}, 0)
	if got := s.ObjectOf(100); got != 0 {
		t.Errorf("in a new execution address 100 has number %d already", got)
	}
	if got := s.number(300).num; got != 1 {
		t.Errorf("the first object of a new execution has number %d", got)
	}
}

func TestManyObjectsKeepTheirNumbers(t *testing.T) {
	s := newScheduler(4, 0)
	s.Begin(Options{}, 0)
	given := map[uint64]uint32{}
	for i := range uint64(3000) {
		if o := s.number(i * 64); o != nil {
			given[i*64] = o.num
		}
	}
	if len(given) < 2500 {
		t.Errorf("only %d of 3000 objects have a number", len(given))
	}
	for addr, n := range given {
		if got := s.ObjectOf(addr); got != n {
			t.Fatalf("address %d had number %d and has %d", addr, n, got)
		}
	}
}

func TestContention(t *testing.T) {
	type access struct {
		task  uint32
		addr  uint64
		pc    uint32
		write bool
		size  uint64
	}
	tests := []struct {
		reason   string
		accesses []access
		want     []uint32
	}{
		{"one task alone", []access{{1, 8, 10, true, 0}, {1, 8, 11, true, 0}}, nil},
		{"two tasks that only read", []access{{1, 8, 10, false, 0}, {2, 8, 11, false, 0}}, nil},
		{"different words", []access{{1, 8, 10, true, 0}, {2, 16, 11, true, 0}}, nil},
		{"write, then another task reads", []access{{1, 8, 10, true, 0}, {2, 8, 11, false, 0}}, []uint32{10, 11}},
		{"read, then another task writes", []access{{1, 8, 10, false, 0}, {2, 8, 11, true, 0}}, []uint32{10, 11}},
		{"later accesses of a shared word count too", []access{{1, 8, 10, true, 0}, {2, 8, 11, true, 0}, {1, 8, 12, false, 0}}, []uint32{10, 11, 12}},
		{"a range and a word inside it", []access{{1, 8, 10, false, 24}, {2, 24, 11, true, 8}}, []uint32{10, 11}},
		{"a range and the word after it", []access{{1, 8, 10, false, 16}, {2, 24, 11, true, 8}}, nil},
		{"the first words of a large range", []access{{1, 8, 10, false, 1 << 40}, {2, 8 * 16, 11, true, 8}}, []uint32{10, 11}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			c := Contention{Cells: make([]Cell, 64), Sites: make([]uint32, 64), Found: make([]uint32, 64)}
			c.Begin([]uint32{99})
			for _, a := range test.accesses {
				c.Access(a.task, a.addr, a.size, a.pc, a.write)
			}
			got := slices.Clone(c.New())
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
			for _, pc := range got {
				if c.Has(pc) {
					t.Errorf("%d is a point in the execution that found it", pc)
				}
			}
			if !c.Has(99) || c.Has(98) {
				t.Error("the sites that were given are the points")
			}
			c.Begin(got)
			for _, pc := range got {
				if !c.Has(pc) {
					t.Errorf("%d is no point in the next execution", pc)
				}
			}
		})
	}
}

func TestContentionTableFull(t *testing.T) {
	c := Contention{Cells: make([]Cell, 8), Sites: make([]uint32, 8), Found: make([]uint32, 2)}
	c.Begin(nil)
	for i := range uint32(100) {
		c.Access(1, uint64(i)*8, 8, i+1, true)
		c.Access(2, uint64(i)*8, 8, i+200, true)
	}
	if n := len(c.New()); n > 2 {
		t.Fatalf("%d sites in room for 2", n)
	}
}

// The flags of an event say how an operation went on, and the hash does not
// depend on them.
func TestFlags(t *testing.T) {
	trace := func(do func(s *Scheduler)) (flags []uint8, hash uint64) {
		s := newScheduler(8, 8)
		s.Begin(Options{}, 0)
		a, b := s.Spawn(), s.Spawn()
		s.Ready(a)
		s.Ready(b)
		s.Pick(0, false)
		do(s)
		s.Task(a).Op, s.Task(b).Op = OpLock, OpLock
		s.Block(a)
		s.Pick(0, false)
		s.Ready(a)
		s.Block(b)
		s.Pick(0, false)
		s.Amend(b, Missed, 0) // not the task of the last step
		s.Pick(a, false)
		for _, e := range s.mem.Events[:s.Stored] {
			flags = append(flags, e.Flags)
		}
		return flags, s.Hash
	}
	plain, hash := trace(func(*Scheduler) {})
	if !slices.Equal(plain, []uint8{0, 0, Resumed, 0}) {
		t.Errorf("flags %v: the third step, and no other, comes after a wait", plain)
	}
	amended, again := trace(func(s *Scheduler) { s.Amend(1, Sent|3<<RoomShift, 77) })
	if !slices.Equal(amended, []uint8{Sent | 3<<RoomShift, 0, Resumed, 0}) || again != hash {
		t.Errorf("flags %v, hash %x, want that of the first step only, and hash %x", amended, again, hash)
	}
}
