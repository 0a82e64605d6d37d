// Package generated makes programs of goroutines whose right verdict is known
// from how they are made: from right parts, with at most one fault.
//
// A test body in testdata interprets a program that it is given as input: as
// test functions of their own, programs would take an hour to compile.
package generated

import (
	"fmt"
	"strconv"
	"strings"
)

// A Program is the body of a test.
type Program struct {
	// How many objects of each kind there are.
	Vars, Atomics, Mutexes, RWMutexes, WaitGroups, Onces, Contexts, Timers, Tickers, Maps, SyncMaps, Pools int

	Chans []int // their capacities
	Conds []int // the mutexes that they are for
	Body  []Stmt
}

// A Stmt is a statement. What its operands are is told by Op.
type Stmt struct {
	Op         Op
	A, B, C    int
	Body, Else []Stmt
}

// Op is the kind of a statement. Each goroutine has registers r of its own, and
// times t; it begins with a copy of those of the goroutine that starts it.
type Op uint8

const (
	Inc     Op = iota + 1 // v[A]++
	Set                   // v[A] = B
	Get                   // r[A] = v[B]
	PutReg                // v[A] = r[B] + C
	WantVar               // v[A] must be B

	Add        // a[A].Add(B)
	AddGet     // r[A] = a[B].Add(C)
	Store      // a[A].Store(B)
	StoreReg   // a[A].Store(r[B] + C)
	Load       // r[A] = a[B].Load()
	WantAtomic // a[A] must be B
	WantLess   // a[A] must be less than a[B]

	Let      // r[A] = B
	WantReg  // r[A] must be B
	WantMost // r[A] must be at most B
	WantSame // r[A] must be r[B]

	MapSet   // map[A][B] = C
	MapGet   // r[A] = map[B][C]
	Register // r[A] = syncmap[B].LoadOrStore(1, C)
	MapLoad  // r[A] = syncmap[B].Load(1); 0 if it is not there
	MapStore // syncmap[A].Store(1, B)
	UsePool  // gets something from pool[A], changes it and puts it back
	Log      // t.Log

	Lock
	Unlock
	RLock
	RUnlock
	WLock
	WUnlock

	Send    // c[A] <- B
	SendReg // c[A] <- r[B]
	Recv    // r[A] = <-c[B]
	Close   // close(c[A])
	Range   // for r[A] = range c[B] { Body }
	Select  // Body are its cases

	CaseRecv  // r[A] = <-c[B]
	CaseSend  // c[A] <- B
	CaseDone  // <-ctx[A].Done()
	CaseAfter // <-time.After(A)
	CaseTick  // <-ticker[A].C
	Default

	WGAdd
	WGDone
	WGWait
	WGGo  // wg[A].Go(Body)
	Go    // go Body
	Block // Body, with registers and times of its own
	Do    // once[A].Do(Body)
	Wait  // cond[A].Wait()
	Signal
	Broadcast

	Sleep
	AfterFunc  // timer[A] = time.AfterFunc(B, Body)
	NewTimer   // timer[A] = time.NewTimer(B)
	StopTimer  // r[A] is 1 if timer[B].Stop()
	ResetTimer // r[A] is 1 if timer[B].Reset(C)
	RecvTimer  // <-timer[A].C
	NewTicker
	StopTicker
	RecvTick
	WithCancel  // ctx[A], cancel[A]
	WithTimeout // ctx[A], cancel[A], after B
	Cancel
	RecvDone
	WhenDone // context.AfterFunc(ctx[A], Body)
	OfTest   // ctx[A] = t.Context()

	Now         // t[A] = time.Now()
	Deadline    // t[A] = time.Now().Add(B)
	NowTo       // a[A].Store(time.Now().UnixNano())
	WantLater   // t[A] must be before t[B]
	WantElapsed // time.Since(t[A]) must be at least B
	WantWithin  // time.Since(t[A]) must be at most B

	While // for Cond(A, B, C) { Body }
	If
	Repeat // for range A { Body }
	Return // from the goroutine
	Gosched
	Fail // t.Error
	Subtest
	Parallel
	Cleanup
	ops // how many there are
)

// The conditions of While and If: operand A.
const (
	Always     = iota
	AtomicIs   // a[B].Load() == C
	AtomicNot  // a[B].Load() != C
	VarIs      // v[B] == C
	VarNot     // v[B] != C
	RegIs      // r[B] == C
	RegNot     // r[B] != C
	CtxLives   // ctx[B].Err() == nil
	TimeBefore // time.Now().Before(t[B])
	CASFails   // !a[B].CompareAndSwap(r[C], r[C]+1)
	TryFails   // !mu[B].TryLock()
)

// Registers and Times are how many of them each goroutine has.
const (
	Registers = 4
	Times     = 3
)

// Encode returns the program as a line of numbers.
func (p *Program) Encode() string {
	var out []byte
	number := func(n int) { out = append(strconv.AppendInt(out, int64(n), 10), ' ') }
	for _, n := range p.counts() {
		number(*n)
	}
	for _, list := range [][]int{p.Chans, p.Conds} {
		number(len(list))
		for _, n := range list {
			number(n)
		}
	}
	var block func([]Stmt)
	block = func(body []Stmt) {
		number(len(body))
		for _, s := range body {
			number(int(s.Op))
			number(s.A)
			number(s.B)
			number(s.C)
			block(s.Body)
			block(s.Else)
		}
	}
	block(p.Body)
	return string(out[:len(out)-1])
}

func (p *Program) counts() []*int {
	return []*int{&p.Vars, &p.Atomics, &p.Mutexes, &p.RWMutexes, &p.WaitGroups, &p.Onces, &p.Contexts, &p.Timers, &p.Tickers, &p.Maps, &p.SyncMaps, &p.Pools}
}

// Decode is the inverse of Encode.
func Decode(text string) (p Program, err error) {
	words := strings.Fields(text)
	number := func() int {
		if len(words) == 0 {
			err = fmt.Errorf("the program ends in the middle")
			return 0
		}
		n, e := strconv.Atoi(words[0])
		if e != nil {
			err = fmt.Errorf("the program has a word that is no number: %q", words[0])
		}
		words = words[1:]
		return n
	}
	list := func() []int {
		var out []int
		for range number() {
			out = append(out, number())
		}
		return out
	}
	for _, n := range p.counts() {
		*n = number()
	}
	p.Chans, p.Conds = list(), list()
	var block func() []Stmt
	block = func() []Stmt {
		var out []Stmt
		for range number() {
			out = append(out, Stmt{Op: Op(number()), A: number(), B: number(), C: number(), Body: block(), Else: block()})
		}
		return out
	}
	p.Body = block()
	if err == nil && len(words) > 0 {
		err = fmt.Errorf("the program goes on after its end")
	}
	return p, err
}

// Statements is the number of statements, those inside others included.
func (p *Program) Statements() int {
	n := 0
	Walk(p.Body, func(Stmt) { n++ })
	return n
}

// Walk calls f for each statement, from the outside in.
func Walk(body []Stmt, f func(Stmt)) {
	for _, s := range body {
		f(s)
		Walk(s.Body, f)
		Walk(s.Else, f)
	}
}
