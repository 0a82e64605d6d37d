package generated

import "slices"

// A Fault is the one thing that is wrong with a program. Whatever the schedule,
// a program without one has no finding.
type Fault struct {
	Name string
	// Kinds are the kinds of finding that some schedule shows.
	Kinds []string
	// Early says that schedules show it only if a timer fires while others could
	// still run, as on a slow machine.
	Early bool
}

const (
	race     = "data race"
	deadlock = "deadlock"
	leak     = "goroutine leak"
	panics   = "panic"
	failure  = "test failure"
	livelock = "livelock"
	fatal    = "fatal error"
)

// A Part is one fragment of a program: which, and what it drew.
type Part struct {
	Kind  int   // index into Kinds
	Tape  []int // what it draws; what lies beyond the end is 0
	Fault string
}

// Traits are of a part, or of a program with it.
type Traits struct {
	Timed   bool // it goes wrong if it is kept waiting
	Clocked bool // it reads the clock
	Polls   bool
}

// A builder makes the statements of one part. It draws from its tape: zeros
// make the smallest program, so a tape is shrunk by making it shorter and
// smaller.
type builder struct {
	prog   *Program
	tape   []int
	random func(n int) int // what is drawn beyond the end of tape; nil is 0
	at     int
	fault  string  // the one that this part is to have
	met    []Fault // those that it could have
	nested []Stmt  // what work is to contain once
	Traits
}

// draw returns a number below n.
func (b *builder) draw(n int) int {
	if b.at == len(b.tape) {
		x := 0
		if b.random != nil {
			x = b.random(n)
		}
		b.tape = append(b.tape, x)
	}
	x := b.tape[b.at] % n
	b.at++
	return x
}

func (b *builder) between(least, most int) int { return least + b.draw(most-least+1) }

// size is mostly small, so that all schedules of many programs can be explored.
func (b *builder) size(least, most int) int {
	if b.draw(3) == 2 {
		return b.between(least, most)
	}
	return least
}

// wrong reports whether the part is to have this fault at this place.
func (b *builder) wrong(name string, kinds ...string) bool {
	return b.faulty(Fault{Name: name, Kinds: kinds})
}

func (b *builder) faulty(f Fault) bool {
	if slices.Contains(f.Kinds, race) && !slices.Contains(f.Kinds, failure) {
		f.Kinds = append(f.Kinds, failure) // checks may see what a race does
	}
	if slices.Contains(f.Kinds, deadlock) && !slices.Contains(f.Kinds, livelock) {
		f.Kinds = append(f.Kinds, livelock) // others may poll for what does not come
	}
	if !slices.ContainsFunc(b.met, func(m Fault) bool { return m.Name == f.Name }) {
		b.met = append(b.met, f)
	}
	return b.fault == f.Name
}

func count(n *int) int {
	*n++
	return *n - 1
}

func (b *builder) variable() int  { return count(&b.prog.Vars) }
func (b *builder) atomic() int    { return count(&b.prog.Atomics) }
func (b *builder) mutex() int     { return count(&b.prog.Mutexes) }
func (b *builder) rwmutex() int   { return count(&b.prog.RWMutexes) }
func (b *builder) waitGroup() int { return count(&b.prog.WaitGroups) }
func (b *builder) once() int      { return count(&b.prog.Onces) }
func (b *builder) context() int   { return count(&b.prog.Contexts) }
func (b *builder) timer() int     { return count(&b.prog.Timers) }
func (b *builder) ticker() int    { return count(&b.prog.Tickers) }
func (b *builder) table() int     { return count(&b.prog.Maps) }
func (b *builder) registry() int  { return count(&b.prog.SyncMaps) }
func (b *builder) pool() int      { return count(&b.prog.Pools) }

func (b *builder) channel(room int) int {
	b.prog.Chans = append(b.prog.Chans, room)
	return len(b.prog.Chans) - 1
}

func (b *builder) cond(mutex int) int {
	b.prog.Conds = append(b.prog.Conds, mutex)
	return len(b.prog.Conds) - 1
}

// st is a statement with operands.
func st(op Op, operands ...int) Stmt {
	s := Stmt{Op: op}
	for i, to := range []*int{&s.A, &s.B, &s.C} {
		if i < len(operands) {
			*to = operands[i]
		}
	}
	return s
}

// do is s with a block.
func (s Stmt) do(body ...Stmt) Stmt {
	s.Body = body
	return s
}

func (s Stmt) orElse(body ...Stmt) Stmt {
	s.Else = body
	return s
}

func seq(parts ...[]Stmt) []Stmt { return slices.Concat(parts...) }

func one(s ...Stmt) []Stmt { return s }

// A guard is how a critical section begins and ends.
type guard struct{ lock, unlock []Stmt }

func (g guard) around(body ...Stmt) []Stmt { return seq(g.lock, body, g.unlock) }

// guard draws something that keeps others out.
func (b *builder) guard() guard {
	switch b.draw(6) {
	case 1:
		rw := b.rwmutex()
		return guard{one(st(WLock, rw)), one(st(WUnlock, rw))}
	case 2:
		c := b.channel(1)
		return guard{one(st(Send, c, 1)), one(st(Recv, 3, c))}
	case 3:
		b.Polls = true
		m := b.mutex()
		return guard{one(st(While, TryFails, m).do(b.pause()...)), one(st(Unlock, m))}
	case 4:
		b.Polls = true
		a := b.atomic()
		return guard{one(st(Let, 3, 0), st(While, CASFails, a, 3).do(b.pause()...)), one(st(Store, a, 0))}
	}
	m := b.mutex()
	return guard{one(st(Lock, m)), one(st(Unlock, m))}
}

// pause is what a loop that polls does between two looks.
func (b *builder) pause() []Stmt {
	switch b.draw(3) {
	case 1:
		return nil
	case 2:
		return one(st(Sleep, 10*us))
	}
	return one(st(Gosched))
}

const (
	us = 1000
	ms = 1000 * us
)

// work is something that others do not notice.
func (b *builder) work() []Stmt {
	own := b.idle()
	switch b.draw(32) {
	case 29: // nothing is verified then
		own = append(own, st(UsePool, b.pool()))
	case 30, 31:
		own = append(own, st(Repeat, 2).do(st(Inc, b.variable())))
	}
	if b.nested != nil {
		own = append(own, st(Block).do(b.nested...))
		b.nested = nil
	}
	return own
}

// idle is work that may be done more than once, and at the same time.
func (b *builder) idle() []Stmt {
	switch b.draw(8) {
	case 5:
		return one(st(Gosched))
	case 6:
		return one(st(Add, b.atomic(), 1))
	case 7:
		return one(st(Sleep, b.between(1, 3)*100*us))
	}
	return nil
}

// together runs bodies in goroutines and waits for all of them. What comes
// after it must be able to tell whether it does.
func (b *builder) together(bodies ...[]Stmt) []Stmt {
	n := len(bodies)
	var out []Stmt
	switch b.draw(4) {
	case 1: // wg.Go
		wg := b.waitGroup()
		for _, body := range bodies {
			out = append(out, st(WGGo, wg).do(body...))
		}
		if !b.wrong("nobody waits for the goroutines", race, failure) {
			out = append(out, st(WGWait, wg))
		}
	case 2: // each sends when it is done
		done := b.channel(b.draw(2) * n)
		for i, body := range bodies {
			if i > 0 || !b.wrong("a goroutine does not say that it is done", deadlock) {
				body = seq(body, one(st(Send, done, i)))
			}
			out = append(out, st(Go).do(body...))
		}
		wait := n
		if b.wrong("one goroutine is not waited for", race, failure, leak) {
			wait--
			b.prog.Chans[done] = 0 // the last one has nobody to send to
		}
		out = append(out, st(Repeat, wait).do(st(Recv, 3, done)))
	default:
		wg := b.waitGroup()
		inside := b.wrong("Add comes after go", race, failure)
		early := b.wrong("Done comes before the work", race, failure)
		if !inside {
			out = append(out, st(WGAdd, wg, n))
		}
		for i, body := range bodies {
			switch {
			case i == 0 && b.wrong("Done is forgotten", deadlock):
			case early:
				body = seq(one(st(WGDone, wg)), body)
			case inside:
				body = seq(one(st(WGAdd, wg, 1)), body, one(st(WGDone, wg)))
			default:
				body = seq(body, one(st(WGDone, wg)))
			}
			out = append(out, st(Go).do(body...))
		}
		out = append(out, st(WGWait, wg))
	}
	return out
}
