// Package program interprets programs as the one of package generated does, and
// says of each operation when it begins and that it is done. It adds no
// synchronization and no step: the notes are what the witness knows.
package program

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/tests/generated"
)

// TestProgram runs the program that is its input.
func TestProgram(t *testing.T) {
	c, ok := any(t).(interface {
		RacekitInside() (input string, execution uint32)
		RacekitNote(args ...any)
	})
	if !ok {
		t.Skip("runs with the controlled toolchain only")
	}
	input, _ := c.RacekitInside()
	p, err := generated.Decode(input)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		say: c.RacekitNote, vars: make([]int, p.Vars), atomics: make([]atomic.Int64, p.Atomics), mutexes: make([]sync.Mutex, p.Mutexes),
		rwmutexes: make([]sync.RWMutex, p.RWMutexes), wgs: make([]sync.WaitGroup, p.WaitGroups), onces: make([]sync.Once, p.Onces),
	}
	for _, n := range p.Chans {
		w.chans = append(w.chans, make(chan int, n))
	}
	for _, m := range p.Conds {
		w.conds = append(w.conds, sync.NewCond(&w.mutexes[m]))
	}
	for range p.Timers {
		timer := time.NewTimer(time.Hour)
		timer.Stop()
		w.timers = append(w.timers, timer)
	}
	w.goroutine(0, p.Body)
}

type world struct {
	say       func(args ...any)
	vars      []int
	atomics   []atomic.Int64
	mutexes   []sync.Mutex
	rwmutexes []sync.RWMutex
	wgs       []sync.WaitGroup
	onces     []sync.Once
	chans     []chan int
	conds     []*sync.Cond
	timers    []*time.Timer
}

// goroutine is what goroutine number n does.
func (w *world) goroutine(n int, body []generated.Stmt) {
	w.say("begin ", n)
	w.run(body)
	w.say("end")
}

func (w *world) run(body []generated.Stmt) {
	for i := range body {
		s := &body[i]
		w.say("do ", int(s.Op), " ", s.A, " ", s.B, " ", s.C)
		result := w.stmt(s)
		w.say("did ", result)
		if s.Op == generated.If && result == 1 {
			w.run(s.Else)
		}
	}
}

// stmt does one operation. It returns the value that was received, or 1 if a try
// was successful.
func (w *world) stmt(s *generated.Stmt) int {
	switch s.Op {
	// The accesses stand on lines of their own, which the test looks for.
	case generated.Inc:
		v := &w.vars[s.A]
		*v++
	case generated.Set:
		v, x := &w.vars[s.A], s.B
		*v = x
	case generated.Get:
		v := &w.vars[s.B]
		return *v
	case generated.Add:
		w.atomics[s.A].Add(1)
	case generated.Store:
		w.atomics[s.A].Store(int64(s.B))
	case generated.Load:
		w.atomics[s.B].Load()

	case generated.Lock:
		w.mutexes[s.A].Lock()
	case generated.Unlock:
		w.mutexes[s.A].Unlock()
	case generated.If:
		if w.mutexes[s.B].TryLock() {
			return 1
		}
	case generated.RLock:
		w.rwmutexes[s.A].RLock()
	case generated.RUnlock:
		w.rwmutexes[s.A].RUnlock()
	case generated.WLock:
		w.rwmutexes[s.A].Lock()
	case generated.WUnlock:
		w.rwmutexes[s.A].Unlock()
	case generated.Do:
		w.onces[s.A].Do(func() {
			w.run(s.Body)
			w.say("ran")
		})
	case generated.Wait:
		w.conds[s.A].Wait()
	case generated.Signal:
		w.conds[s.A].Signal()
	case generated.Broadcast:
		w.conds[s.A].Broadcast()

	case generated.Send:
		w.chans[s.A] <- s.B
	case generated.Recv:
		return <-w.chans[s.B]
	case generated.Close:
		close(w.chans[s.A])
	case generated.Select:
		return w.choose(s.Body)

	case generated.Go:
		go w.goroutine(s.C, s.Body)
	case generated.WGGo:
		w.wgs[s.A].Go(func() { w.goroutine(s.C, s.Body) })
	case generated.WGAdd:
		w.wgs[s.A].Add(s.B)
	case generated.WGDone:
		w.wgs[s.A].Done()
	case generated.WGWait:
		w.wgs[s.A].Wait()
	case generated.Sleep:
		time.Sleep(time.Duration(s.A))
	case generated.AfterFunc:
		time.AfterFunc(time.Duration(s.B), func() { w.goroutine(s.C, s.Body) })
	case generated.ResetTimer:
		w.timers[s.B].Reset(time.Duration(s.C))
	case generated.StopTimer:
		w.timers[s.B].Stop()
	case generated.RecvTimer:
		<-w.timers[s.A].C
	}
	return 0
}

// choose runs a select of two cases, with or without a default. It returns what was
// received, 0 for a send, and -2 for the default; a million more for the second case.
func (w *world) choose(cases []generated.Stmt) int {
	const second = 1_000_000
	var in, out [2]chan int
	for k := range 2 {
		if cases[k].Op == generated.CaseRecv {
			in[k] = w.chans[cases[k].B]
		} else {
			out[k] = w.chans[cases[k].A]
		}
	}
	if len(cases) == 2 {
		select {
		case x := <-in[0]:
			return x
		case x := <-in[1]:
			return second + x
		case out[0] <- cases[0].B:
			return 0
		case out[1] <- cases[1].B:
			return second
		}
	}
	select {
	case x := <-in[0]:
		return x
	case x := <-in[1]:
		return second + x
	case out[0] <- cases[0].B:
		return 0
	case out[1] <- cases[1].B:
		return second
	default:
		return -2
	}
}
