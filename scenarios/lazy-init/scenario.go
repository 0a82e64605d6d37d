package lazyinit

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var (
	twice = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}
	racy  = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "lazy-init",
	Title:    "Lazy initialization / double-checked locking / once",
	Class:    "missing happens-before and init-once violation",
	Priority: 0,
	Level:    3,
	Property: "the constructor runs once, and all callers get what it made, complete",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "calls", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "calls"},
	Variants: []scenario.Variant{
		{Name: "if inst==nil {inst=new}", Kind: scenario.Bug, Sync: scenario.None, Code: "plainLazy", Want: racy,
			Why:  "Both find nil and both build, and nothing orders their accesses.",
			Body: once(func(build builder) lazy { return &plainLazy{build: build} })},

		{Name: "DCL with atomic.Pointer", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "checkedLazy",
			Why:  "The first check is ordered after the Store, and the second is inside the lock.",
			Body: once(func(build builder) lazy { return &checkedLazy{build: build} })},
		{Name: "CAS(nil,new) judged on the weaker property 'all callers get the same instance'", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casLazy",
			Why:  "Only one CompareAndSwap from nil succeeds, and all load what it stored.",
			Body: same(func(build builder) lazy { return &casLazy{build: build} })},
		{Name: "sync.Once", Kind: scenario.Fix, Sync: scenario.Once, Code: "onceLazy",
			Why:  "Do returns when the one run of the function is complete, whoever ran it.",
			Body: once(func(build builder) lazy { return &onceLazy{build: build} })},
		{Name: "sync.OnceValue(f)", Kind: scenario.Fix, Sync: scenario.Once, Code: "onceValueLazy newOnceValueLazy",
			Why:  "It is a sync.Once that keeps the value, and panics again for every caller if f panicked.",
			Body: once(func(build builder) lazy { return newOnceValueLazy(build) })},

		{Name: "double-checked locking, plain first read", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "plainCheckLazy", Want: scenario.Verdict{Race: true},
			Why:  "The first read is not ordered after the write, so what it finds need not be complete.",
			Body: once(func(build builder) lazy { return &plainCheckLazy{build: build} })},
		{Name: "atomic.Pointer, Load nil -> build -> Store (no lock)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "loadStoreLazy", Want: twice,
			Why:  "Both load nil, both build, and the second replaces what the first handed out.",
			Body: once(func(build builder) lazy { return &loadStoreLazy{build: build} })},
		{Name: "CAS(nil,new): one visible instance, but the constructor can run twice", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "casLazy", Want: twice,
			Why:  "The CompareAndSwap comes after the constructor.",
			Body: once(func(build builder) lazy { return &casLazy{build: build} })},
		{Name: "hand-rolled once: CAS(done,0,1){init}", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "casOnceLazy", Want: racy,
			Why:  "Who loses the CompareAndSwap does not wait for who won it.",
			Body: once(func(build builder) lazy { return &casOnceLazy{build: build} })},
		{Name: "'if !done {once.Do}' plain done flag", Kind: scenario.Wrong, Sync: scenario.Once, Code: "flaggedOnceLazy", Want: scenario.Verdict{Race: true},
			Why:  "Who reads the flag passes by the Once, and with it by the order that it makes.",
			Body: once(func(build builder) lazy { return &flaggedOnceLazy{build: build} })},
		{Name: "RWMutex: RLock read nil, RUnlock, Lock, init w/o re-check", Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "rlockLazy", Want: twice,
			Why:  "Both find nil under RLock, and then build one after the other.",
			Body: once(func(build builder) lazy { return &rlockLazy{build: build} })},
		{Name: "once reentrant (Do inside Do)", Kind: scenario.Wrong, Sync: scenario.Once, Code: "reentrantLazy newReentrantLazy onceLazy", Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The inner Do waits for the outer one, which waits for the inner.",
			Body: once(func(build builder) lazy { return newReentrantLazy(build) })},
		{Name: "sync.Once whose f can fail or panic", Kind: scenario.Wrong, Sync: scenario.Once, Code: "onceLazy", Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Do counts a run that panicked, so later callers get nil and no panic.",
			Body: complete(func(build builder) lazy { return &onceLazy{build: build} })},
	},
}

type builder = func() *service

// A service has name if it is complete.
type service struct{ name string }

// A lazy makes a service with its builder when it is first asked.
type lazy interface{ Get() *service }

// once is the property.
func once(newLazy func(builder) lazy) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		built := 0
		var mu sync.Mutex
		same(func(build builder) lazy {
			return newLazy(func() *service {
				mu.Lock()
				built++
				mu.Unlock()
				return build()
			})
		})(t, w)
		if built != 1 {
			t.Errorf("the constructor ran %d times, want once", built)
		}
	}
}

// same is the weaker property, by which the constructor may run more than once.
func same(newLazy func(builder) lazy) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		l := newLazy(func() *service { return &service{"a service"} })
		calls := w.Int("calls")
		got := make([]*service, w.Int("goroutines")*calls)
		var wg sync.WaitGroup
		for i := range w.Int("goroutines") {
			wg.Go(func() {
				for j := range calls {
					got[i*calls+j] = l.Get()
				}
			})
		}
		wg.Wait()
		for i, s := range got {
			if s == nil || s.name == "" {
				t.Errorf("call %d got a service that is not complete", i+1)
			} else if s != got[0] {
				t.Errorf("call %d got another service than the first", i+1)
			}
		}
	}
}

// complete is the property for a constructor that panics once, which its caller
// survives, as under net/http.
func complete(newLazy func(builder) lazy) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var tries atomic.Int32
		l := newLazy(func() *service {
			if tries.Add(1) == 1 {
				panic("no route to host")
			}
			return &service{"a service"}
		})
		var wg sync.WaitGroup
		for range w.Int("goroutines") {
			wg.Go(func() {
				defer func() { _ = recover() }()
				if l.Get() == nil {
					t.Errorf("Get returned, and there is no service")
				}
			})
		}
		wg.Wait()
	}
}
