package generated

import (
	"encoding/binary"
	"maps"
	"slices"
)

// A Truth is what all schedules of a small program show, found by brute force
// over a model of it.
type Truth struct {
	Kinds  []string // of findings, in order
	States int
	Whole  bool // there were no more states than the limit
}

// Model tries all schedules of a program. known is false if it has something
// that the model does not have. If early is set, timers fire at any time, in
// their order, and a livelock is a state from which the program cannot end; else
// they fire only when nothing else can go on.
func Model(p *Program, early bool, limit int) (truth Truth, known bool) {
	c := &compiler{}
	c.function(p.Body)
	if c.unknown {
		return Truth{}, false
	}
	m := &model{Program: p, functions: c.functions, early: early, found: map[string]bool{}}
	first := m.begin()
	first.settle(0)
	type visit struct {
		*state
		from int
	}
	seen := map[string]int{}
	var before [][]int // of each state, those that lead there
	var ended []int    // states in which the program is not stuck
	todo := []visit{{first, 0}}
	for len(todo) > 0 && len(seen) < limit {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		key := s.key()
		n, old := seen[key]
		if !old {
			n = len(before)
			seen[key], before = n, append(before, nil)
			next := s.all()
			for _, to := range next {
				todo = append(todo, visit{to, n})
			}
			if s.tasks[0].ended || len(next) == 0 {
				ended = append(ended, n)
			}
		}
		before[n] = append(before[n], s.from)
	}
	truth = Truth{States: len(seen), Whole: len(todo) == 0}
	if truth.Whole && early {
		m.found[livelock] = reach(before, ended) < len(before)
	}
	for _, kind := range []string{race, deadlock, leak, panics, failure, livelock, fatal} {
		if m.found[kind] {
			truth.Kinds = append(truth.Kinds, kind)
		}
	}
	return truth, true
}

// reach counts the states from which one of those can be reached.
func reach(before [][]int, ends []int) int {
	reached := make([]bool, len(before))
	n := 0
	for todo := ends; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !reached[s] {
			reached[s] = true
			n++
			todo = append(todo, before[s]...)
		}
	}
	return n
}

type model struct {
	*Program
	functions []function
	early     bool
	found     map[string]bool
}

// A state is where everything is between two steps.
type state struct {
	*model
	clock   int
	tasks   []task
	vars    []int
	atomics []int
	locked  []bool
	rw      []rwstate
	chans   []chanstate
	wgs     []int
	onces   []int // 0 is new, 1 is being done, 2 is done
	maps    []map[int]int
	synced  []int
	ctxs    []timer
	waiting [][]int // on each cond, in order
	timers  []timer
	tickers []timer
}

type task struct {
	fn, pc  int
	phase   int // of an instruction that takes more than one step
	when    int // it waits until then
	ended   bool
	r, kept [Registers]int
	was     int // what was read
}

type rwstate struct {
	readers int
	wanted  bool
}

type chanstate struct {
	buf    []int
	closed bool
}

// A timer is that of a context too: full is then that it has ended.
type timer struct {
	set, full    bool
	when, period int
	fn           int // -1 is none
	r            [Registers]int
}

func (m *model) begin() *state {
	return &state{
		model: m, tasks: make([]task, 1), vars: make([]int, m.Vars), atomics: make([]int, m.Atomics), locked: make([]bool, m.Mutexes),
		rw: make([]rwstate, m.RWMutexes), chans: make([]chanstate, len(m.Chans)), wgs: make([]int, m.WaitGroups), onces: make([]int, m.Onces),
		maps: make([]map[int]int, m.Maps), synced: make([]int, m.SyncMaps),
		ctxs: make([]timer, m.Contexts), waiting: make([][]int, len(m.Conds)), timers: make([]timer, m.Timers), tickers: make([]timer, m.Tickers),
	}
}

func (s *state) clone() *state {
	c := *s
	c.tasks, c.vars, c.atomics, c.locked = slices.Clone(s.tasks), slices.Clone(s.vars), slices.Clone(s.atomics), slices.Clone(s.locked)
	c.rw, c.chans, c.wgs, c.onces = slices.Clone(s.rw), slices.Clone(s.chans), slices.Clone(s.wgs), slices.Clone(s.onces)
	c.maps, c.synced = slices.Clone(s.maps), slices.Clone(s.synced)
	c.ctxs, c.waiting, c.timers, c.tickers = slices.Clone(s.ctxs), slices.Clone(s.waiting), slices.Clone(s.timers), slices.Clone(s.tickers)
	return &c
}

// key is the same for states that go on alike.
func (s *state) key() string {
	var b []byte
	number := func(n int) { b = binary.AppendVarint(b, int64(n)) }
	flag := func(f bool) {
		if f {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	all := func(list []int) {
		number(len(list))
		for _, n := range list {
			number(n)
		}
	}
	for _, t := range s.tasks {
		flag(t.ended)
		if t.ended {
			continue
		}
		all([]int{t.fn, t.pc, t.phase, max(0, t.when-s.clock), t.was})
		all(t.r[:])
		all(t.kept[:])
	}
	all(s.vars)
	all(s.atomics)
	for _, l := range s.locked {
		flag(l)
	}
	for _, l := range s.rw {
		number(l.readers)
		flag(l.wanted)
	}
	for _, c := range s.chans {
		all(c.buf)
		flag(c.closed)
	}
	all(s.wgs)
	all(s.onces)
	all(s.synced)
	for _, m := range s.maps {
		number(len(m))
		for _, k := range slices.Sorted(maps.Keys(m)) {
			number(k)
			number(m[k])
		}
	}
	for _, w := range s.waiting {
		all(w)
	}
	for _, list := range [][]timer{s.ctxs, s.timers, s.tickers} {
		for _, t := range list {
			flag(t.set)
			flag(t.full)
			flag(t.fn >= 0)
			if t.set {
				number(max(0, t.when-s.clock))
			}
		}
	}
	return string(b)
}

// next is the instruction that a goroutine is at; nil if it has ended.
func (s *state) next(g int) *instr {
	t := &s.tasks[g]
	if t.ended {
		return nil
	}
	return &s.functions[t.fn][t.pc]
}

// settle takes a goroutine to where it does something that others could notice.
func (s *state) settle(g int) {
	t := &s.tasks[g]
	for {
		if t.pc >= len(s.functions[t.fn]) {
			t.ended = true
			return
		}
		in := &s.functions[t.fn][t.pc]
		switch in.Op {
		case jump:
			t.pc = in.to
			continue
		case skip:
			switch {
			case in.A == Always, in.A == RegIs && t.r[in.B] == in.C, in.A == RegNot && t.r[in.B] != in.C:
			case in.A == RegIs, in.A == RegNot:
				t.pc = in.to
				continue
			default:
				return
			}
		case Let:
			t.r[in.A] = in.B
		case WantReg:
			s.want(t.r[in.A] == in.B)
		case WantMost:
			s.want(t.r[in.A] <= in.B)
		case WantSame:
			s.want(t.r[in.A] == t.r[in.B])
		case Fail:
			s.want(false)
		case enter:
			t.kept = t.r
		case leave:
			t.r = t.kept
		default:
			return
		}
		t.pc++
	}
}

func (s *state) want(ok bool) {
	if !ok {
		s.found[failure] = true
	}
}

// spawn starts a goroutine.
func (s *state) spawn(fn int, r [Registers]int) {
	s.tasks = append(s.tasks, task{fn: fn, r: r})
	s.settle(len(s.tasks) - 1)
}

// all returns the states after one more step, and notes what is wrong here.
func (s *state) all() []*state {
	s.races()
	var out []*state
	for g := range s.tasks {
		if in := s.next(g); in != nil {
			out = append(out, s.steps(g, in)...)
		}
	}
	out = append(out, s.fires()...)
	if s.early || len(out) == 0 {
		if c := s.later(); c != nil {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		return out
	}
	switch rest := slices.ContainsFunc(s.tasks, func(t task) bool { return !t.ended }); {
	case !s.tasks[0].ended:
		s.found[deadlock] = true
	case rest:
		s.found[leak] = true
	}
	return nil
}

// races notes a race between two accesses that could both come next.
func (s *state) races() {
	kinds := map[int]bool{} // whether an access of a variable is a write
	for g := range s.tasks {
		in := s.next(g)
		if in == nil {
			continue
		}
		v, writes := -1, false
		switch in.Op {
		case Set, PutReg, write:
			v, writes = in.A, true
		case read, WantVar:
			v = in.A
		case Get:
			v = in.B
		case MapSet:
			v, writes = s.Vars+in.A, true
		case MapGet:
			v = s.Vars + in.B
		case skip:
			if in.A == VarIs || in.A == VarNot {
				v = in.B
			}
		}
		if v < 0 {
			continue
		}
		if other, there := kinds[v]; there && (other || writes) {
			s.found[race] = true
		}
		kinds[v] = kinds[v] || writes
	}
}
