package sched

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The heap of ready tasks agrees with a plain set.
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
			"prio": func(t *rapid.T) {
				if s.Tasks() > 0 {
					s.SetPrio(rapid.Uint32Range(1, s.Tasks()).Draw(t, "id"), rapid.Uint64().Draw(t, "prio"))
				}
			},
			"heapify": func(t *rapid.T) {
				for i := range s.nready {
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
				for i := range s.nready {
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

func TestObjectsAreNumberedInOrderOfFirstUse(t *testing.T) {
	s := newScheduler(4, 0)
	s.Begin(Options{}, 0)
	for i, addr := range []uint64{500, 100, 500, 300, 100} {
		if got, want := s.number(addr), []uint32{1, 2, 1, 3, 2}[i]; got != want {
			t.Errorf("use %d of address %d: number %d, want %d", i, addr, got, want)
		}
	}
	s.Begin(Options{}, 0)
	if got := s.ObjectOf(100); got != 0 {
		t.Errorf("in a new execution address 100 has number %d already", got)
	}
	if got := s.number(300); got != 1 {
		t.Errorf("the first object of a new execution has number %d", got)
	}
}

func TestManyObjectsKeepTheirNumbers(t *testing.T) {
	s := newScheduler(4, 0)
	s.Begin(Options{}, 0)
	given := map[uint64]uint32{}
	for i := range uint64(3000) {
		if n := s.number(i * 64); n != 0 {
			given[i*64] = n
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
	}
	tests := []struct {
		reason   string
		accesses []access
		want     []uint32
	}{
		{"one task alone", []access{{1, 8, 10, true}, {1, 8, 11, true}}, nil},
		{"two tasks that only read", []access{{1, 8, 10, false}, {2, 8, 11, false}}, nil},
		{"different words", []access{{1, 8, 10, true}, {2, 16, 11, true}}, nil},
		{"write, then another task reads", []access{{1, 8, 10, true}, {2, 8, 11, false}}, []uint32{10, 11}},
		{"read, then another task writes", []access{{1, 8, 10, false}, {2, 8, 11, true}}, []uint32{10, 11}},
		{"later accesses of a shared word count too", []access{{1, 8, 10, true}, {2, 8, 11, true}, {1, 8, 12, false}}, []uint32{10, 11, 12}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			c := Contention{Cells: make([]Cell, 64), Sites: make([]uint32, 64), Found: make([]uint32, 64)}
			c.Begin([]uint32{99})
			for _, a := range test.accesses {
				c.Access(a.task, a.addr, a.pc, a.write)
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
		c.Access(1, uint64(i)*8, i+1, true)
		c.Access(2, uint64(i)*8, i+200, true)
	}
	if n := len(c.New()); n > 2 {
		t.Fatalf("%d sites in room for 2", n)
	}
}
