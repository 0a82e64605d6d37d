package linear

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/tests/golden"
)

func TestTwoPopsOfOneElement(t *testing.T) {
	s := subject(t, Config{New: func() any { return &gapStack{} }})
	p := Program{Before: s.calls("Push", 1, "Push", 2), Threads: [][]Op{s.calls("Pop"), s.calls("Pop")}, After: s.calls("Pop")}
	h := interrupted(s, p)
	c := NewChecker(s, p)
	if v := c.Check(h); v != NotLinearizable {
		t.Fatalf("verdict %d, want not linearizable:\n%s", v, h.Timeline())
	}
	golden.Check(t, "twopops.txt", h.Timeline()+"\n"+c.Explain(h))
	if n := c.Checks; c.Check(interrupted(s, p)) != NotLinearizable || c.Checks != n {
		t.Errorf("the same history was searched again: %d searches, then %d", n, c.Checks)
	}
}

// A lateKeys looks at its keys some time after it was asked for them.
type lateKeys struct{ m map[int]bool }

func (k *lateKeys) Add(n int) { k.m[n] = true }

func (k *lateKeys) Keys() (all []int) {
	pause()
	for n := range k.m {
		all = append(all, n)
	}
	return all
}

// That the order of keys varies shows only where Keys comes after the calls that
// it overlaps with: in the order of the returns.
func TestOrderThatVariesInOverlappingCalls(t *testing.T) {
	for range 20 {
		s := subject(t, Config{New: func() any { return &lateKeys{map[int]bool{}} }})
		p := Program{Threads: [][]Op{s.calls("Keys"), s.calls("Add", 1, "Add", 2, "Add", 3)}}
		h := interrupted(s, p)
		if v := NewChecker(s, p).Check(h); v != Linearizable {
			t.Fatalf("verdict %d, want linearizable:\n%s", v, h.Timeline())
		}
	}
}

// Types whose calls give results of all sorts. Each has a step where others can
// run, and does the right thing there or the wrong one.

type pointers struct {
	right bool
	m     map[int]*int
}

func (p *pointers) Get(k int) *int {
	if v := p.m[k]; v != nil {
		return v
	}
	if !p.right {
		pause()
	}
	v := new(int)
	p.m[k] = v
	if p.right {
		pause()
	}
	return v
}

type panics struct{ right, closed bool }

func (p *panics) Close() {
	if p.closed {
		panic(errors.New("closed twice"))
	}
	if p.right {
		p.closed = true
	}
	pause()
	p.closed = true
}

type keys struct {
	right bool
	m     map[int]bool
}

func (k *keys) Add(n int) {
	if k.right {
		k.m[n] = true
		pause()
		return
	}
	old := len(k.m)
	pause()
	k.m[n] = true
	for len(k.m) > old+1 {
		for n := range k.m {
			delete(k.m, n)
			break
		}
	}
}

func (k *keys) Keys() (all []int) {
	for n := range k.m {
		all = append(all, n)
	}
	return all
}

func (k *keys) Range(yield func(int) bool) {
	for n := range k.m {
		if !yield(n) {
			return
		}
	}
}

func (k *keys) All() iter.Seq[int] { return k.Range }

func (k *keys) Set() map[int]bool { return k.m }

type lazy struct {
	right bool
	made  bool
	v     int
}

func (l *lazy) Init(make func() int) int {
	if l.made {
		return l.v
	}
	if !l.right {
		pause()
	}
	l.v, l.made = make(), true
	return l.v
}

func (l *lazy) Sum(add ...int) (n int) {
	for _, v := range add {
		n += v
	}
	return n + l.v
}

type failing struct {
	right bool
	n     int
}

func (f *failing) Take() error {
	n := f.n
	if !f.right {
		pause()
	}
	f.n = n + 1
	if f.right {
		pause()
	}
	return fmt.Errorf("taken %d times before", n)
}

func TestResults(t *testing.T) {
	for _, tt := range []struct {
		reason string
		make   func(right bool) any
		calls  [4][]any // before, two threads, after
	}{
		{"the same pointer twice, or two", func(r bool) any { return &pointers{r, map[int]*int{}} },
			[4][]any{nil, {"Get", 1}, {"Get", 1}, {"Get", 1}}},
		{"a panic is a result", func(r bool) any { return &panics{right: r} },
			[4][]any{nil, {"Close"}, {"Close"}, nil}},
		{"the order of a map's keys is no result", func(r bool) any { return &keys{r, map[int]bool{}} },
			[4][]any{{"Add", 0}, {"Add", 1}, {"Add", 2}, {"Keys", "Keys"}}},
		{"what a function argument is called with", func(r bool) any { return &keys{r, map[int]bool{}} },
			[4][]any{{"Add", 0}, {"Add", 1}, {"Add", 2}, {"Range", 0}}},
		{"what an iterator yields", func(r bool) any { return &keys{r, map[int]bool{}} },
			[4][]any{{"Add", 0}, {"Add", 1}, {"Add", 2}, {"All"}}},
		{"a map's elements have no order", func(r bool) any { return &keys{r, map[int]bool{}} },
			[4][]any{{"Add", 0}, {"Add", 1}, {"Add", 2}, {"Set"}}},
		{"a function that makes a value, and variadic arguments", func(r bool) any { return &lazy{right: r} },
			[4][]any{nil, {"Init", 1}, {"Init", 2}, {"Sum", 2}}},
		{"errors by their text", func(r bool) any { return &failing{right: r} },
			[4][]any{nil, {"Take"}, {"Take"}, {"Take"}}},
	} {
		for _, right := range []bool{true, false} {
			s := subject(t, Config{New: func() any { return tt.make(right) }})
			p := Program{Before: s.calls(tt.calls[0]...), Threads: [][]Op{s.calls(tt.calls[1]...), s.calls(tt.calls[2]...)}, After: s.calls(tt.calls[3]...)}
			h := interrupted(s, p)
			want := NotLinearizable
			if right {
				want = Linearizable
			}
			if got := NewChecker(s, p).Check(h); got != want {
				t.Errorf("%s, right = %v: verdict %d, want %d\n%s", tt.reason, right, got, want, h.Timeline())
			}
		}
	}
}

type dice struct{}

func (*dice) Roll() int { return rand.Int() }

func (*dice) Sides() int { return 6 }

func TestRandomMethod(t *testing.T) {
	s := subject(t, Config{New: func() any { return &dice{} }})
	p := Program{Threads: [][]Op{s.calls("Sides"), s.calls("Roll")}}
	c := NewChecker(s, p)
	if v := c.Check(interrupted(s, p)); v != Unstable || c.Random.Name != "Roll" {
		t.Errorf("verdict %d because of %v, want unstable because of Roll", v, c.Random)
	}
}

// A box blocks who takes from it while it is empty.
type box struct{ items chan int }

func (b *box) Put(v int) {
	select {
	case b.items <- v:
	default:
	}
}

func (b *box) Take() int { return <-b.items }

func TestCallsThatNeverReturn(t *testing.T) {
	s := subject(t, Config{New: func() any { return &box{make(chan int, 2)} }})
	p := Program{Threads: [][]Op{s.calls("Take"), s.calls("Put", 1), s.calls("Take")}}
	for _, tt := range []struct {
		reason  string
		waiting []int // threads
		want    Verdict
	}{
		{"one item is for one of two", []int{2}, Linearizable},
		{"an item is left, and two wait", []int{0, 2}, NotLinearizable},
	} {
		h := s.Begin(p)
		instance := s.make()
		now := int64(0)
		for i, thread := range p.Threads {
			r := s.record(thread[0], instance)
			h.Records[i+1][0] = r
			now++
			r.begin(now)
		}
		h.Stuck = true
		for _, i := range []int{1, 0, 2} {
			r := h.Records[i+1][0]
			if slices.Contains(tt.waiting, i) {
				continue
			}
			now++
			if i == 1 {
				r.end(now, nil)
			} else {
				r.end(now, observation{{text: "1"}})
			}
		}
		c := NewChecker(s, p)
		if v := c.Check(h); v != tt.want {
			t.Errorf("%s: verdict %d, want %d\n%s", tt.reason, v, tt.want, h.Timeline())
		}
		if tt.want == NotLinearizable {
			golden.Check(t, "stuck.txt", h.Timeline()+"\n"+c.Explain(h))
		}
	}
}

// Results alone do not decide: it counts what was over before what began.
func TestSameResultsInAnotherOrder(t *testing.T) {
	s := subject(t, Config{New: func() any { return &gapStack{} }})
	p := Program{Threads: [][]Op{s.calls("Push", 1), s.calls("Pop")}}
	c := NewChecker(s, p)
	for _, tt := range []struct {
		reason            string
		begin, end, begun int64 // of Push, and the begin of Pop
		want              Verdict
	}{
		{"Pop may have come first", 1, 3, 2, Linearizable},
		{"Push was over", 1, 2, 3, NotLinearizable},
	} {
		h := s.Begin(p)
		s.Prepare(h)
		push, pop := h.Records[1][0], h.Records[2][0]
		push.begin(tt.begin)
		push.end(tt.end, nil)
		pop.begin(tt.begun)
		pop.end(4, observation{{text: "0, false"}})
		if v := c.Check(h); v != tt.want {
			t.Errorf("%s: verdict %d, want %d\n%s", tt.reason, v, tt.want, h.Timeline())
		}
	}
}

// A door is passed when it is open; a broken one at any time.
type door struct {
	broken bool
	opened chan struct{}
}

func newDoor(broken bool) any { return &door{broken, make(chan struct{})} }

func (d *door) Open() { close(d.opened) }

func (d *door) Pass() {
	if !d.broken {
		<-d.opened
	}
}

func TestCallThatReturnsWhereItShouldWait(t *testing.T) {
	s := subject(t, Config{New: func() any { return newDoor(true) }, Model: func() any { return newDoor(false) }})
	for _, tt := range []struct {
		reason string
		first  string
		second string
		want   Verdict
	}{
		{"it was open", "Open", "Pass", Linearizable},
		{"it was not", "Pass", "Open", NotLinearizable},
	} {
		p := Program{Threads: [][]Op{s.calls(tt.first), s.calls(tt.second)}}
		h := interrupted(s, p)
		c := NewChecker(s, p)
		if v := c.Check(h); v != tt.want {
			t.Errorf("%s: verdict %d, want %d\n%s", tt.reason, v, tt.want, h.Timeline())
		}
		if tt.want == NotLinearizable {
			golden.Check(t, "door.txt", h.Timeline()+"\n"+c.Explain(h))
		}
	}
}

// Of two that come to a door that nobody opens, one passes.
func TestCallThatWaitsAsItShould(t *testing.T) {
	s := subject(t, Config{New: func() any { return newDoor(true) }, Model: func() any { return newDoor(false) }})
	p := Program{Threads: [][]Op{s.calls("Pass"), s.calls("Pass")}}
	h := s.Begin(p)
	s.Prepare(h)
	h.Records[1][0].begin(1)
	h.Records[2][0].begin(2)
	h.Records[2][0].end(3, nil)
	h.Stuck = true
	c := NewChecker(s, p)
	if v := c.Check(h); v != NotLinearizable {
		t.Fatalf("verdict %d, want not linearizable:\n%s", v, h.Timeline())
	}
	golden.Check(t, "waits.txt", h.Timeline()+"\n"+c.Explain(h))
}

// A sleepy type takes longer than anybody wants to search.
type sleepy struct{}

func (sleepy) Sleep() { time.Sleep(50 * time.Millisecond) }

func TestSearchThatTakesTooLong(t *testing.T) {
	s := subject(t, Config{New: func() any { return sleepy{} }})
	p := Program{Threads: [][]Op{s.calls("Sleep"), s.calls("Sleep")}}
	c := NewChecker(s, p)
	c.Timeout = time.Millisecond
	if v := c.Check(interrupted(s, p)); v != Unknown {
		t.Errorf("verdict %d, want unknown: the search was given up", v)
	}
}

// A brokenStack is a model that cannot be right.
type brokenStack struct{}

func (brokenStack) Push(int) { panic("no room") }

func (brokenStack) Pop() (int, bool) { return 0, false }

func TestModel(t *testing.T) {
	s := subject(t, Config{New: func() any { return &gapStack{} }, Model: func() any { return brokenStack{} }})
	p := Program{Threads: [][]Op{s.calls("Push", 0), s.calls("Push", 1)}}
	h := interrupted(s, p)
	c := NewChecker(s, p)
	if v := c.Check(h); v != NotLinearizable {
		t.Fatalf("verdict %d, want not linearizable: the model panics", v)
	}
	golden.Check(t, "model.txt", h.Timeline()+"\n"+c.Explain(h))
}
