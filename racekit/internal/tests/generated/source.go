package generated

import (
	"fmt"
	"strings"
	"time"
)

// String returns the program as it would be written by hand.
func (p *Program) String() string {
	w := &writer{}
	for _, d := range []struct {
		n          int
		name, kind string
	}{
		{p.Vars, "v", "int"}, {p.Atomics, "a", "atomic.Int64"}, {p.Mutexes, "mu", "sync.Mutex"}, {p.RWMutexes, "rw", "sync.RWMutex"},
		{p.WaitGroups, "wg", "sync.WaitGroup"}, {p.Onces, "once", "sync.Once"}, {p.SyncMaps, "syncMap", "sync.Map"}, {p.Pools, "pool", "sync.Pool"},
	} {
		var names []string
		for i := range d.n {
			names = append(names, fmt.Sprint(d.name, i))
		}
		if d.n > 0 {
			w.line("var %s %s", strings.Join(names, ", "), d.kind)
		}
	}
	for i, n := range p.Chans {
		if n == 0 {
			w.line("c%d := make(chan int)", i)
		} else {
			w.line("c%d := make(chan int, %d)", i, n)
		}
	}
	for i := range p.Maps {
		w.line("map%d := map[int]int{}", i)
	}
	for i, m := range p.Conds {
		w.line("cond%d := sync.NewCond(&mu%d)", i, m)
	}
	w.block(p.Body)
	return w.String()
}

type writer struct {
	strings.Builder
	depth int
}

func (w *writer) line(format string, args ...any) {
	w.WriteString(strings.Repeat("\t", w.depth))
	fmt.Fprintf(w, format, args...)
	w.WriteByte('\n')
}

func (w *writer) block(body []Stmt) {
	for _, s := range body {
		w.stmt(s)
	}
}

// in writes a statement with a block in it.
func (w *writer) in(open string, body []Stmt, shut string) {
	w.line("%s", open)
	w.depth++
	w.block(body)
	w.depth--
	w.line("%s", shut)
}

// formats are of statements without a block. Operands are %[1]d to %[3]d, as
// durations %[4]v to %[6]v.
var formats = map[Op]string{
	Inc: "v%[1]d++", Set: "v%[1]d = %[2]d", Get: "r%[1]d = v%[2]d", PutReg: "v%[1]d = r%[2]d + %[3]d",
	WantVar: "want(v%[1]d == %[2]d)",
	Add:     "a%[1]d.Add(%[2]d)", AddGet: "r%[1]d = a%[2]d.Add(%[3]d)", Store: "a%[1]d.Store(%[2]d)", StoreReg: "a%[1]d.Store(r%[2]d + %[3]d)", Load: "r%[1]d = a%[2]d.Load()",
	WantAtomic: "want(a%[1]d.Load() == %[2]d)", WantLess: "want(a%[1]d.Load() < a%[2]d.Load())",
	Let: "r%[1]d = %[2]d", WantSame: "want(r%[1]d == r%[2]d)", MapSet: "map%[1]d[%[2]d] = %[3]d", MapGet: "r%[1]d = map%[2]d[%[3]d]",
	Register: "r%[1]d, _ = syncMap%[2]d.LoadOrStore(1, %[3]d)", MapLoad: "r%[1]d, _ = syncMap%[2]d.Load(1)", MapStore: "syncMap%[1]d.Store(1, %[2]d)",
	UsePool: "x := pool%[1]d.Get(); *x++; pool%[1]d.Put(x)", Log: "t.Log()",
	WantReg: "want(r%[1]d == %[2]d)", WantMost: "want(r%[1]d <= %[2]d)",
	Lock: "mu%[1]d.Lock()", Unlock: "mu%[1]d.Unlock()",
	RLock: "rw%[1]d.RLock()", RUnlock: "rw%[1]d.RUnlock()", WLock: "rw%[1]d.Lock()", WUnlock: "rw%[1]d.Unlock()",
	Send: "c%[1]d <- %[2]d", SendReg: "c%[1]d <- r%[2]d", Recv: "r%[1]d = <-c%[2]d", Close: "close(c%[1]d)",
	WGAdd: "wg%[1]d.Add(%[2]d)", WGDone: "wg%[1]d.Done()", WGWait: "wg%[1]d.Wait()",
	Wait: "cond%[1]d.Wait()", Signal: "cond%[1]d.Signal()", Broadcast: "cond%[1]d.Broadcast()",
	Sleep: "time.Sleep(%[4]v)", NewTimer: "timer%[1]d = time.NewTimer(%[5]v)", StopTimer: "r%[1]d = timer%[2]d.Stop()",
	ResetTimer: "r%[1]d = timer%[2]d.Reset(%[6]v)", RecvTimer: "<-timer%[1]d.C",
	NewTicker: "ticker%[1]d = time.NewTicker(%[5]v)", StopTicker: "ticker%[1]d.Stop()", RecvTick: "<-ticker%[1]d.C",
	WithCancel: "ctx%[1]d, cancel%[1]d = context.WithCancel(context.Background())", WithTimeout: "ctx%[1]d, cancel%[1]d = context.WithTimeout(context.Background(), %[5]v)",
	Cancel: "cancel%[1]d()", RecvDone: "<-ctx%[1]d.Done()",
	Now: "t%[1]d = time.Now()", Deadline: "t%[1]d = time.Now().Add(%[5]v)", NowTo: "a%[1]d.Store(time.Now().UnixNano())",
	WantLater: "want(t%[1]d.Before(t%[2]d))", WantElapsed: "want(time.Since(t%[1]d) >= %[5]v)",
	WantWithin: "want(time.Since(t%[1]d) <= %[5]v)", OfTest: "ctx%[1]d = t.Context()",
	Return: "return", Gosched: "runtime.Gosched()", Fail: "t.Error()", Parallel: "t.Parallel()",
}

var opens = map[Op]string{
	Range: "for r%[1]d = range c%[2]d {", Select: "select {", WGGo: "wg%[1]d.Go(func() {", Go: "go func() {", Block: "{", Do: "once%[1]d.Do(func() {",
	AfterFunc: "timer%[1]d = time.AfterFunc(%[5]v, func() {", Repeat: "for range %[1]d {", Subtest: "t.Run(func(t *testing.T) {", Cleanup: "t.Cleanup(func() {",
	WhenDone: "context.AfterFunc(ctx%[1]d, func() {",
	CaseRecv: "case r%[1]d = <-c%[2]d:", CaseSend: "case c%[1]d <- %[2]d:", CaseDone: "case <-ctx%[1]d.Done():", CaseAfter: "case <-time.After(%[4]v):",
	CaseTick: "case <-ticker%[1]d.C:", Default: "default:",
}

var conditions = []string{
	Always: "", AtomicIs: "a%[1]d.Load() == %[2]d ", AtomicNot: "a%[1]d.Load() != %[2]d ", VarIs: "v%[1]d == %[2]d ", VarNot: "v%[1]d != %[2]d ",
	RegIs: "r%[1]d == %[2]d ", RegNot: "r%[1]d != %[2]d ", CtxLives: "ctx%[1]d.Err() == nil ", TimeBefore: "time.Now().Before(t%[1]d) ",
	CASFails: "!a%[1]d.CompareAndSwap(r%[2]d, r%[2]d + 1) ", TryFails: "!mu%[1]d.TryLock() ",
}

func (w *writer) stmt(s Stmt) {
	say := func(format string) string {
		// Operands that a format does not name are no mistake.
		text := fmt.Sprintf(format+"%[1]d%[2]d%[3]d%[4]v%[5]v%[6]v", s.A, s.B, s.C, time.Duration(s.A), time.Duration(s.B), time.Duration(s.C))
		rest := fmt.Sprintf("%d%d%d%v%v%v", s.A, s.B, s.C, time.Duration(s.A), time.Duration(s.B), time.Duration(s.C))
		return strings.TrimSuffix(text, rest)
	}
	cond := func() string {
		c := fmt.Sprintf(conditions[s.A]+"%[1]d%[2]d", s.B, s.C)
		return strings.TrimSuffix(c, fmt.Sprintf("%d%d", s.B, s.C))
	}
	switch format, block := opens[s.Op]; {
	case s.Op == While:
		w.in("for "+cond()+"{", s.Body, "}")
	case s.Op == If && len(s.Else) > 0:
		w.in("if "+cond()+"{", s.Body, "} else {")
		w.depth++
		w.block(s.Else)
		w.depth--
		w.line("}")
	case s.Op == If:
		w.in("if "+cond()+"{", s.Body, "}")
	case !block:
		w.line("%s", say(formats[s.Op]))
	case s.Op >= CaseRecv && s.Op <= Default:
		w.line("%s", say(format))
		w.depth++
		w.block(s.Body)
		w.depth--
	case s.Op == Select:
		w.line("select {")
		w.block(s.Body)
		w.line("}")
	case s.Op == Go:
		w.in(say(format), s.Body, "}()")
	case strings.HasSuffix(format, "(func() {") || strings.HasSuffix(format, ", func() {") || s.Op == Subtest:
		w.in(say(format), s.Body, "})")
	default:
		w.in(say(format), s.Body, "}")
	}
}
