package detect

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestIsExact compares the detector with the definition of a race, in random
// executions: an access is told to race if and only if it does, and each pair that
// is told is one.
func TestIsExact(t *testing.T) {
	l := newLab()
	rapid.Check(t, func(t *rapid.T) {
		l.begin() // what is left of the last one must not show
		if len(l.threads) > 2000 {
			l = newLab()
			l.begin()
		}
		alive := func() []int {
			var out []int
			for i, th := range l.threads {
				if th != nil {
					out = append(out, i)
				}
			}
			return out[max(0, len(out)-8):]
		}
		told := 0
		steps := rapid.IntRange(1, 120).Draw(t, "steps")
		for range steps {
			who := rapid.SampledFrom(alive()).Draw(t, "thread")
			object := labHeap + 1024 + 4*rapid.Uint64Range(0, 3).Draw(t, "object")
			switch op := rapid.IntRange(0, 15).Draw(t, "op"); op {
			case 0, 1:
				l.start(who)
			case 2:
				if len(alive()) > 1 {
					l.stop(who)
				}
			case 3, 4:
				l.acquire(who, object)
			case 5:
				l.release(who, object)
			case 6, 7:
				l.merge(who, object)
			case 8:
				l.swap(who, object)
			case 9:
				l.free(labHeap+rapid.Uint64Range(0, 16).Draw(t, "addr"), rapid.Uint64Range(1, 16).Draw(t, "size"))
			default:
				base := rapid.SampledFrom([]uint64{labData, labHeap}).Draw(t, "region")
				k := Kind(rapid.IntRange(0, 3).Draw(t, "kind"))
				size, addr := rapid.SampledFrom([]uint64{1, 2, 4, 8, 16, 24, 40, 80}).Draw(t, "size"), uint64(0)
				if k.Atomic() {
					size = 4 << (size & 1)
				}
				addr = base + rapid.Uint64Range(0, 24/size).Draw(t, "addr")*min(size, 8)
				want, unseen := l.access(who, addr, size, k)
				if !l.Exact() {
					t.Fatal("it ran out of memory")
				}
				got := l.Races()[told:]
				told += len(got)
				if len(got) == 0 && len(unseen) > 0 && told < mostRaces {
					t.Fatalf("step %d: no race is told, there are %v", l.Step, want)
				}
				for _, r := range got {
					if !slices.ContainsFunc(want, func(a access) bool {
						return a.site == r.Earlier.Site && a.kind == r.Earlier.Kind && r.Addr >= a.addr && r.Addr < a.addr+a.size && r.Addr >= addr && r.Addr < addr+size
					}) {
						t.Fatalf("step %d: a race with site %d at %#x is told, there are %v", l.Step, r.Earlier.Site, r.Addr, want)
					}
				}
			}
		}
	})
}

// TestForgetsNothing: however many goroutines start, end and are joined between two
// accesses, and however often anybody synchronizes, they race or they do not.
func TestForgetsNothing(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 255, 256, 257, 1000, 100_000} {
		for _, ordered := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d,%v", n, ordered), func(t *testing.T) {
				d := newDetector(16384)
				d.Begin()
				const x, lock, joined = labHeap, labHeap + 64, labHeap + 128
				first := d.Start(nil, 0)
				a, b := d.Start(first, 1), d.Start(first, 2)
				d.Access(a, x, 8, Write, d.Site(a, 1))
				if ordered {
					d.Release(a, lock)
				}
				d.Stop(a)
				for range n {
					c := d.Start(b, 3)
					d.Access(c, x+8, 8, Write, d.Site(c, 2))
					d.ReleaseMerge(c, joined)
					d.Stop(c)
					d.Acquire(b, joined)
					d.Release(b, joined)
				}
				if ordered {
					d.Acquire(b, lock)
				}
				d.Access(b, x, 8, Write, d.Site(b, 3))
				if want := map[bool]int{false: 1}[ordered]; d.Count() != want || !d.Exact() {
					t.Errorf("races: %d, want %d; exact: %v", d.Count(), want, d.Exact())
				}
				if d.clocks > 64 {
					t.Errorf("%d clocks are left: they must be given back", d.clocks)
				}
				if d.slots > 8 {
					t.Errorf("%d goroutines that were joined have %d slots: they must share them", n, d.slots)
				}
			})
		}
	}
}

// TestInside: what an operation of package sync does to its own memory after it has
// released is part of what it released.
func TestInside(t *testing.T) {
	d := newDetector(64)
	d.Begin()
	first := d.Start(nil, 0)
	const group, x = labHeap, labHeap + 8
	for range 100 {
		th := d.Start(first, 1)
		d.Access(th, x, 8, Write, d.Site(th, 2))
		d.ReleaseMerge(th, group)
		th.IgnoreSync(true)
		d.Access(th, group, 8, AtomicWrite, d.Site(th, 3))
		th.IgnoreSync(false)
		d.Stop(th)
		d.Acquire(first, group)
		d.Access(first, group, 8, Write, d.Site(first, 4)) // as in wg = sync.WaitGroup{}
	}
	if d.Count() != 0 || !d.Exact() || d.slots > 4 {
		t.Errorf("%d races and %d slots, exact: %v; want none, few, and exact", d.Count(), d.slots, d.Exact())
	}
	th := d.Start(first, 1)
	d.ReleaseMerge(th, group)
	th.IgnoreSync(true)
	th.IgnoreSync(false)
	d.Access(th, x, 8, Write, d.Site(th, 5))
	d.Acquire(first, group)
	d.Access(first, x, 8, Read, d.Site(first, 6))
	if d.Count() != 1 {
		t.Errorf("%d races, want 1: what comes after the operation was not published", d.Count())
	}
}

// TestManyReaders: each of many goroutines reads a variable many times; one then
// writes it, ordered after all but one of them.
func TestManyReaders(t *testing.T) {
	const n, rounds = 500, 20
	d := newDetector(4 * n)
	d.Begin()
	first := d.Start(nil, 0)
	var all []*Thread
	for range n {
		all = append(all, d.Start(first, 1))
	}
	for range rounds {
		for _, th := range all {
			th.Stepped()
			d.Access(th, labHeap, 4, Read, d.Site(th, 5))
		}
	}
	if d.entries > 4*n {
		t.Errorf("%d readers, %d times each, left %d entries: a newer read stands for an older one", n, rounds, d.entries)
	}
	for _, th := range all[1:] {
		d.ReleaseMerge(th, labHeap+64)
	}
	d.Acquire(first, labHeap+64)
	d.Access(first, labHeap, 4, Write, d.Site(first, 6))
	if r := d.Races(); len(r) != 1 || d.mem.Persons[r[0].Earlier.Person].ended {
		t.Fatalf("races: %v, want one with the first reader", r)
	}
	first.Stepped()
	d.Access(first, labHeap, 4, Write, d.Site(first, 7))
	if d.Count() != 2 {
		t.Errorf("%d races after a second write in another step, want 2: it races as well", d.Count())
	}
}

// TestManyReadersOfAtomic: of each goroutine a plain read is followed by atomic
// ones, which do not stand for it: an atomic write races with the plain one.
func TestManyReadersOfAtomic(t *testing.T) {
	const n = 100
	d := newDetector(4 * n)
	d.Begin()
	first := d.Start(nil, 0)
	for range n {
		th := d.Start(first, 1)
		d.Access(th, labHeap, 4, Read, d.Site(th, 5))
		for range 3 {
			th.Stepped()
			d.Access(th, labHeap, 4, AtomicRead, d.Site(th, 6))
		}
	}
	d.Access(first, labHeap, 4, AtomicWrite, d.Site(first, 7))
	if r := d.Races(); len(r) != mostRaces || r[0].Earlier.Kind != Read || d.Count() != n {
		t.Fatalf("races: %v, want some", r)
	}
	clear(d.races[:])
	d.told = 0
	th := d.Start(first, 1)
	d.Access(th, labHeap+8, 4, Read, d.Site(th, 5))
	for range 2 * firstLimit {
		reader := d.Start(first, 1)
		d.Access(reader, labHeap+8, 4, AtomicRead, d.Site(reader, 6))
		th.Stepped()
		d.Access(th, labHeap+8, 4, AtomicRead, d.Site(th, 8))
	}
	d.Access(first, labHeap+8, 4, AtomicWrite, d.Site(first, 9))
	if r := d.Races(); len(r) != 1 || r[0].Earlier.Kind != Read {
		t.Fatalf("races: %v, want one with the plain read at the end of the list", r)
	}
}

// TestMemoryEnds: each pool in turn is too small. The execution is not exact then,
// and the next one is, if it needs less.
func TestMemoryEnds(t *testing.T) {
	rows := []struct {
		name string
		cut  func(*Memory)
	}{
		{"segments", func(m *Memory) { m.Segments = m.Segments[:4] }},
		{"lists", func(m *Memory) { m.Lists = m.Lists[:1] }},
		{"entries", func(m *Memory) { m.Entries = m.Entries[:3] }},
		{"records", func(m *Memory) { m.Records = m.Records[:2] }},
		{"clocks", func(m *Memory) { m.Clocks = m.Clocks[:3] }},
		{"slots", func(m *Memory) { m.Slots = m.Slots[:4] }},
		{"persons", func(m *Memory) { m.Persons = m.Persons[:4] }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m := labMemory(64)
			row.cut(&m)
			d := new(Detector)
			d.Init(m, labData, labSize, labHeap, labSize)
			d.Begin()
			main := d.Start(nil, 0)
			for range 20 {
				th := d.Start(main, 1)
				for i := range uint64(4) {
					d.Access(th, labHeap+8*i, 1<<(i%4), Kind(i%4), d.Site(th, 3))
					d.ReleaseMerge(th, labHeap+256+64*i)
					d.Acquire(th, labHeap+256)
				}
			}
			if d.Exact() {
				t.Error("it ran out of memory and calls itself exact")
			}
			d.End()
			d.Begin()
			d.Access(main, labHeap, 8, Write, d.Site(main, 1))
			if !d.Exact() || d.Count() != 0 {
				t.Error("one access of the next execution is not exact")
			}
		})
	}
}

// TestFrames: a site has the stack of its access, also after a panic that left
// functions without telling, and however deep it is.
func TestFrames(t *testing.T) {
	d := newDetector(4096)
	th := d.Start(nil, 0)
	stack := func(pc uint32) (out []uint32) {
		for i := d.Site(th, pc); i > rootSite; i = d.At(i).Parent {
			out = append(out, d.At(i).PC)
		}
		return out
	}
	d.Call(th, 10, 100)
	d.Call(th, 20, 200)
	d.Call(th, 30, 300)
	if got := stack(1); !slices.Equal(got, []uint32{1, 30, 20, 10}) {
		t.Errorf("three calls deep: %v", got)
	}
	d.Return(th, 300)
	if got := stack(2); !slices.Equal(got, []uint32{2, 20, 10}) {
		t.Errorf("after a return: %v", got)
	}
	d.Call(th, 30, 300)
	d.Call(th, 40, 400) // panics, and the function at depth 200 recovers
	d.Call(th, 21, 250) // a deferred call
	if got := stack(3); !slices.Equal(got, []uint32{3, 21, 20, 10}) {
		t.Errorf("in a function called by who recovered: %v", got)
	}
	d.Return(th, 200) // the one that recovered
	if got := stack(4); !slices.Equal(got, []uint32{4, 10}) {
		t.Errorf("after the return of who recovered: %v", got)
	}
	for i := range uint32(1000) {
		d.Call(th, 1000+i, 1000+10*i)
	}
	if got := stack(5); len(got) != 1002 || got[1000] != 1000 {
		t.Errorf("a thousand calls deep: %d sites", len(got))
	}
}
