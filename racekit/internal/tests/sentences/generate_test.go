package sentences

import (
	"math/rand/v2"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/tests/generated"
)

// A generator makes programs that take locks, wait and share variables without a
// plan, so that many of them get stuck or race. Nothing in them is repeated: each
// value that is sent is another one.
type generator struct {
	*rand.Rand
	*generated.Program
	goroutines int // started
	values     int // sent
	closed     []int
	held       []int // by the goroutine that is being made: mutexes, and -1 for the RWMutex
}

const (
	mostGoroutines = 5
	deepest        = 3
	sends          = 10        // and the channel: the operand of a select whose case sends
	secondCase     = 1_000_000 // and what was received: what comes of a select that takes its second case
	defaultCase    = -2
)

// generate returns program number n.
func generate(n int) *generated.Program {
	g := &generator{Rand: rand.New(rand.NewPCG(uint64(n), 15)), Program: &generated.Program{
		Vars: 2, Atomics: 1, Mutexes: 2, RWMutexes: 1, WaitGroups: 2, Onces: 1, Timers: 1, Conds: []int{0},
	}}
	g.Chans = []int{g.IntN(3), g.IntN(2)}
	for range 1 + g.IntN(3) {
		g.Body = append(append(g.Body, g.block(2, g.IntN(2))...), g.start()...)
	}
	g.Body = append(g.Body, g.block(0, 1+g.IntN(3))...)
	if g.chance(2) {
		g.Body = append(g.Body, op(generated.WGWait, g.IntN(g.WaitGroups)))
	}
	return g.Program
}

// chance is true one time in n.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func op(o generated.Op, operands ...int) generated.Stmt {
	s := generated.Stmt{Op: o}
	for i, to := range []*int{&s.A, &s.B, &s.C} {
		if i < len(operands) {
			*to = operands[i]
		}
	}
	return s
}

func (g *generator) value() int {
	g.values++
	return g.values
}

func (g *generator) block(depth, size int) []generated.Stmt {
	var out []generated.Stmt
	for range size {
		switch g.IntN(4) {
		case 0:
			out = append(out, g.locked(depth)...)
		case 1:
			out = append(out, g.message())
		case 2:
			out = append(out, g.access())
		case 3:
			out = append(out, g.other(depth)...)
		}
	}
	return out
}

// locked is a block in which a lock is held, and mostly given back.
func (g *generator) locked(depth int) []generated.Stmt {
	lock, unlock, which := op(generated.RLock), op(generated.RUnlock), -1
	tries := false
	switch m := g.IntN(g.Mutexes); g.IntN(7) {
	case 0, 1:
		lock, unlock, which = op(generated.Lock, m), op(generated.Unlock, m), m
	case 2, 6:
		lock, unlock = op(generated.WLock), op(generated.WUnlock)
	case 3:
		lock, unlock, which, tries = op(generated.If, generated.TryFails, m), op(generated.Unlock, m), m, true
	}
	if slices.Contains(g.held, which) && !tries && !g.chance(6) {
		return nil // it would wait for itself
	}
	g.held = append(g.held, which)
	var inner []generated.Stmt
	if depth < deepest {
		inner = g.block(depth+1, 1+g.IntN(2))
	}
	g.held = g.held[:len(g.held)-1]
	if tries {
		lock.Else = append(inner, unlock)
		return []generated.Stmt{lock}
	}
	out := append([]generated.Stmt{lock}, inner...)
	if g.chance(12) {
		return out
	}
	if g.goroutines < mostGoroutines && g.chance(4) {
		// Another goroutine gives it back.
		g.goroutines++
		return append(out, g.startAs(g.goroutines, []generated.Stmt{unlock})...)
	}
	return append(out, unlock)
}

func (g *generator) message() generated.Stmt {
	c := g.IntN(len(g.Chans))
	switch g.IntN(7) {
	case 0, 1:
		return op(generated.Send, c, g.value())
	case 2, 3:
		return op(generated.Recv, 0, c)
	case 4, 5:
		return g.selects()
	}
	if slices.Contains(g.closed, c) {
		return op(generated.Recv, 0, c)
	}
	g.closed = append(g.closed, c)
	return op(generated.Close, c)
}

// selects is a select of two cases, each a send or a receive, with or without a
// default. Its operands are for the witness: the cases, and what the first would
// send; the second would send one more.
func (g *generator) selects() generated.Stmt {
	s := op(generated.Select)
	s.C = g.value()
	for k, to := range []*int{&s.A, &s.B} {
		c := g.IntN(len(g.Chans))
		if g.chance(2) {
			*to = c
			s.Body = append(s.Body, op(generated.CaseRecv, 0, c))
		} else {
			*to = sends + c
			s.Body = append(s.Body, op(generated.CaseSend, c, s.C+k))
		}
	}
	g.value()
	if g.chance(3) {
		s.Body = append(s.Body, op(generated.Default))
	}
	return s
}

// timer is an operation of the only timer, which is not set at first, or starts a
// goroutine after some time.
func (g *generator) timer() []generated.Stmt {
	set, receive := op(generated.ResetTimer, 0, 0, 1+g.IntN(3)), op(generated.RecvTimer)
	switch g.IntN(6) {
	case 0:
		return []generated.Stmt{g.access(), set, g.access()} // only the first comes before what the timer does
	case 1:
		return []generated.Stmt{op(generated.StopTimer)}
	case 2:
		return []generated.Stmt{receive, g.access()}
	case 3:
		return []generated.Stmt{set, receive, g.access()}
	}
	if g.goroutines == mostGoroutines {
		return nil
	}
	g.goroutines++
	s := op(generated.AfterFunc, 0, 1+g.IntN(3), g.goroutines)
	held := g.held
	g.held = nil
	s.Body = g.block(deepest, 1+g.IntN(2))
	g.held = held
	return []generated.Stmt{s}
}

func (g *generator) access() generated.Stmt {
	v := g.IntN(g.Vars)
	switch g.IntN(8) {
	case 0, 1:
		return op(generated.Inc, v)
	case 2:
		return op(generated.Set, v, 7)
	case 3, 4:
		return op(generated.Get, 0, v)
	case 5:
		return op(generated.Add, 0, 1)
	case 6:
		return op(generated.Store, 0, 7)
	}
	return op(generated.Load)
}

func (g *generator) other(depth int) []generated.Stmt {
	switch g.IntN(11) {
	case 10:
		return g.timer()
	case 0, 8:
		if slices.Contains(g.held, g.Conds[0]) {
			return []generated.Stmt{op(generated.Wait)}
		}
		return []generated.Stmt{op(generated.Lock, g.Conds[0]), op(generated.Wait), op(generated.Unlock, g.Conds[0])}
	case 1:
		return []generated.Stmt{op(generated.Signal)}
	case 2, 9:
		return []generated.Stmt{op(generated.Broadcast)}
	case 3, 7:
		if depth < deepest {
			s := op(generated.Do)
			s.Body = g.block(depth+1, 1+g.IntN(2))
			return []generated.Stmt{s}
		}
	case 4:
		return []generated.Stmt{op(generated.WGWait, g.IntN(g.WaitGroups))}
	case 5:
		return []generated.Stmt{op(generated.Sleep, 1+g.IntN(3))}
	case 6:
		if depth > 0 && g.goroutines < mostGoroutines {
			return g.start()
		}
	}
	return nil
}

// start starts a goroutine.
func (g *generator) start() []generated.Stmt {
	if g.goroutines == mostGoroutines {
		return nil
	}
	g.goroutines++
	n, held := g.goroutines, g.held
	g.held = nil
	body := g.block(1, 2+g.IntN(3))
	g.held = held
	return g.startAs(n, body)
}

// startAs starts goroutine number n, in one of the ways in which others can wait
// for its end.
func (g *generator) startAs(n int, body []generated.Stmt) []generated.Stmt {
	wg := g.IntN(g.WaitGroups)
	plain, grouped := op(generated.Go, 0, 0, n), op(generated.WGGo, wg, 0, n)
	switch g.IntN(3) {
	case 0:
		plain.Body = body
		return []generated.Stmt{plain}
	case 1:
		grouped.Body = body
		return []generated.Stmt{grouped}
	}
	plain.Body = append(body, op(generated.WGDone, wg))
	return []generated.Stmt{op(generated.WGAdd, wg, 1), plain}
}
