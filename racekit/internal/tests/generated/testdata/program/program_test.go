// Package program interprets programs of package generated: each of their
// operations is one statement on a real object. It adds no synchronization, as
// that would hide faults.
package program

import (
	"context"
	"runtime"
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
	})
	if !ok {
		t.Skip("runs with the controlled toolchain only")
	}
	input, _ := c.RacekitInside()
	p, err := generated.Decode(input)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(&p)
	g := &goroutine{world: w, t: t}
	g.run(p.Body)
}

// A world has the objects of one execution. They are there before the first
// goroutine starts.
type world struct {
	vars      []int
	atomics   []atomic.Int64
	mutexes   []sync.Mutex
	rwmutexes []sync.RWMutex
	wgs       []sync.WaitGroup
	onces     []sync.Once
	ctxs      []context.Context
	cancels   []context.CancelFunc
	timers    []*time.Timer
	tickers   []*time.Ticker
	maps      []map[int]int
	syncMaps  []sync.Map
	pools     []sync.Pool
	chans     []chan int
	conds     []*sync.Cond
}

func newWorld(p *generated.Program) *world {
	w := &world{
		vars: make([]int, p.Vars), atomics: make([]atomic.Int64, p.Atomics), mutexes: make([]sync.Mutex, p.Mutexes),
		rwmutexes: make([]sync.RWMutex, p.RWMutexes), wgs: make([]sync.WaitGroup, p.WaitGroups), onces: make([]sync.Once, p.Onces),
		ctxs: make([]context.Context, p.Contexts), cancels: make([]context.CancelFunc, p.Contexts),
		timers: make([]*time.Timer, p.Timers), tickers: make([]*time.Ticker, p.Tickers),
	}
	w.syncMaps, w.pools = make([]sync.Map, p.SyncMaps), make([]sync.Pool, p.Pools)
	for range p.Maps {
		w.maps = append(w.maps, map[int]int{})
	}
	for i := range w.pools {
		w.pools[i].New = func() any { return new(int) }
	}
	for _, n := range p.Chans {
		w.chans = append(w.chans, make(chan int, n))
	}
	for _, m := range p.Conds {
		w.conds = append(w.conds, sync.NewCond(&w.mutexes[m]))
	}
	return w
}

// A goroutine has what is its own.
type goroutine struct {
	*world
	t *testing.T
	r [generated.Registers]int
	s [generated.Times]time.Time
}

// child is a goroutine that starts with the registers of g.
func (g *goroutine) child() *goroutine {
	c := *g
	return &c
}

func (g *goroutine) want(ok bool) {
	if !ok {
		g.t.Error("the program's check failed")
	}
}

// run reports whether the goroutine has returned.
func (g *goroutine) run(body []generated.Stmt) bool {
	for i := range body {
		if g.stmt(&body[i]) {
			return true
		}
	}
	return false
}

func (g *goroutine) holds(s *generated.Stmt) bool {
	switch s.A {
	case generated.AtomicIs:
		return g.atomics[s.B].Load() == int64(s.C)
	case generated.AtomicNot:
		return g.atomics[s.B].Load() != int64(s.C)
	case generated.VarIs:
		return g.vars[s.B] == s.C
	case generated.VarNot:
		return g.vars[s.B] != s.C
	case generated.RegIs:
		return g.r[s.B] == s.C
	case generated.RegNot:
		return g.r[s.B] != s.C
	case generated.CtxLives:
		return g.ctxs[s.B].Err() == nil
	case generated.TimeBefore:
		return time.Now().Before(g.s[s.B])
	case generated.CASFails:
		return !g.atomics[s.B].CompareAndSwap(int64(g.r[s.C]), int64(g.r[s.C])+1)
	case generated.TryFails:
		return !g.mutexes[s.B].TryLock()
	}
	return true
}

func (g *goroutine) stmt(s *generated.Stmt) bool {
	switch s.Op {
	case generated.Inc:
		g.vars[s.A]++
	case generated.Set:
		g.vars[s.A] = s.B
	case generated.Get:
		g.r[s.A] = g.vars[s.B]
	case generated.PutReg:
		g.vars[s.A] = g.r[s.B] + s.C
	case generated.WantVar:
		g.want(g.vars[s.A] == s.B)

	case generated.Add:
		g.atomics[s.A].Add(int64(s.B))
	case generated.AddGet:
		g.r[s.A] = int(g.atomics[s.B].Add(int64(s.C)))
	case generated.Store:
		g.atomics[s.A].Store(int64(s.B))
	case generated.StoreReg:
		g.atomics[s.A].Store(int64(g.r[s.B] + s.C))
	case generated.Load:
		g.r[s.A] = int(g.atomics[s.B].Load())
	case generated.WantAtomic:
		g.want(g.atomics[s.A].Load() == int64(s.B))
	case generated.WantLess:
		g.want(g.atomics[s.A].Load() < g.atomics[s.B].Load())

	case generated.Let:
		g.r[s.A] = s.B
	case generated.WantReg:
		g.want(g.r[s.A] == s.B)
	case generated.WantMost:
		g.want(g.r[s.A] <= s.B)

	case generated.WantSame:
		g.want(g.r[s.A] == g.r[s.B])

	case generated.MapSet:
		g.maps[s.A][s.B] = s.C
	case generated.MapGet:
		g.r[s.A] = g.maps[s.B][s.C]
	case generated.Register:
		x, _ := g.syncMaps[s.B].LoadOrStore(1, s.C)
		g.r[s.A] = x.(int)
	case generated.MapLoad:
		x, _ := g.syncMaps[s.B].Load(1)
		g.r[s.A], _ = x.(int)
	case generated.MapStore:
		g.syncMaps[s.A].Store(1, s.B)
	case generated.UsePool:
		x := g.pools[s.A].Get().(*int)
		*x++
		g.pools[s.A].Put(x)
	case generated.Log:
		g.t.Log("the program is here")

	case generated.Lock:
		g.mutexes[s.A].Lock()
	case generated.Unlock:
		g.mutexes[s.A].Unlock()
	case generated.RLock:
		g.rwmutexes[s.A].RLock()
	case generated.RUnlock:
		g.rwmutexes[s.A].RUnlock()
	case generated.WLock:
		g.rwmutexes[s.A].Lock()
	case generated.WUnlock:
		g.rwmutexes[s.A].Unlock()

	case generated.Send:
		g.chans[s.A] <- s.B
	case generated.SendReg:
		g.chans[s.A] <- g.r[s.B]
	case generated.Recv:
		g.r[s.A] = <-g.chans[s.B]
	case generated.Close:
		close(g.chans[s.A])
	case generated.Range:
		for x := range g.chans[s.B] {
			g.r[s.A] = x
			if g.run(s.Body) {
				return true
			}
		}
	case generated.Select:
		return g.choose(s.Body)

	case generated.WGAdd:
		g.wgs[s.A].Add(s.B)
	case generated.WGDone:
		g.wgs[s.A].Done()
	case generated.WGWait:
		g.wgs[s.A].Wait()
	case generated.WGGo:
		c := g.child()
		g.wgs[s.A].Go(func() { c.run(s.Body) })
	case generated.Go:
		c := g.child()
		go c.run(s.Body)
	case generated.Block:
		g.child().run(s.Body)
	case generated.Do:
		g.onces[s.A].Do(func() { g.run(s.Body) })
	case generated.Wait:
		g.conds[s.A].Wait()
	case generated.Signal:
		g.conds[s.A].Signal()
	case generated.Broadcast:
		g.conds[s.A].Broadcast()

	default:
		return g.more(s)
	}
	return false
}

// more has the statements about time, and those that hold others.
func (g *goroutine) more(s *generated.Stmt) bool {
	switch s.Op {
	case generated.Sleep:
		time.Sleep(time.Duration(s.A))
	case generated.AfterFunc:
		c := g.child()
		g.timers[s.A] = time.AfterFunc(time.Duration(s.B), func() { c.child().run(s.Body) })
	case generated.NewTimer:
		g.timers[s.A] = time.NewTimer(time.Duration(s.B))
	case generated.StopTimer:
		g.r[s.A] = 0
		if g.timers[s.B].Stop() {
			g.r[s.A] = 1
		}
	case generated.ResetTimer:
		g.r[s.A] = 0
		if g.timers[s.B].Reset(time.Duration(s.C)) {
			g.r[s.A] = 1
		}
	case generated.RecvTimer:
		<-g.timers[s.A].C
	case generated.NewTicker:
		g.tickers[s.A] = time.NewTicker(time.Duration(s.B))
	case generated.StopTicker:
		g.tickers[s.A].Stop()
	case generated.RecvTick:
		<-g.tickers[s.A].C
	case generated.WithCancel:
		g.ctxs[s.A], g.cancels[s.A] = context.WithCancel(context.Background())
	case generated.WithTimeout:
		g.ctxs[s.A], g.cancels[s.A] = context.WithTimeout(context.Background(), time.Duration(s.B))
	case generated.Cancel:
		g.cancels[s.A]()
	case generated.OfTest:
		g.ctxs[s.A] = g.t.Context()
	case generated.WhenDone:
		c := g.child()
		context.AfterFunc(g.ctxs[s.A], func() { c.run(s.Body) })
	case generated.RecvDone:
		<-g.ctxs[s.A].Done()

	case generated.Now:
		g.s[s.A] = time.Now()
	case generated.Deadline:
		g.s[s.A] = time.Now().Add(time.Duration(s.B))
	case generated.NowTo:
		g.atomics[s.A].Store(time.Now().UnixNano())
	case generated.WantLater:
		g.want(g.s[s.A].Before(g.s[s.B]))
	case generated.WantElapsed:
		g.want(time.Since(g.s[s.A]) >= time.Duration(s.B))

	case generated.WantWithin:
		g.want(time.Since(g.s[s.A]) <= time.Duration(s.B))

	case generated.While:
		for g.holds(s) {
			if g.run(s.Body) {
				return true
			}
		}
	case generated.If:
		if g.holds(s) {
			return g.run(s.Body)
		}
		return g.run(s.Else)
	case generated.Repeat:
		for range s.A {
			if g.run(s.Body) {
				return true
			}
		}
	case generated.Return:
		return true
	case generated.Gosched:
		runtime.Gosched()
	case generated.Fail:
		g.want(false)
	case generated.Subtest:
		g.t.Run("sub", func(t *testing.T) {
			c := g.child()
			c.t = t
			c.run(s.Body)
		})
	case generated.Parallel:
		g.t.Parallel()
	case generated.Cleanup:
		c := g.child()
		g.t.Cleanup(func() { c.run(s.Body) })
	default:
		panic("unknown statement")
	}
	return false
}
