package waitgroupdone

import "sync"

// doneFirst has its deferred calls in the order in which they are meant to run.
func doneFirst(work []func() error, read func()) {
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			defer func() { _ = f() }()
			defer wg.Done()
		}()
	}
	wg.Wait()
	read()
}

func doneSkipped(work []func() error, read func()) {
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			if err := f(); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
	read()
}

func waitInLoop(work []func() error, read func()) {
	var wg sync.WaitGroup
	wg.Add(len(work))
	for _, f := range work {
		go func() {
			defer wg.Done()
			_ = f()
		}()
		wg.Wait()
	}
	read()
}

// A group has its WaitGroup as a type parameter only to hide it from go vet.
type group[W any, P interface {
	*W
	Add(int)
	Done()
	Wait()
}] struct{ wg W }

func copied(work []func() error, read func()) {
	g := &group[sync.WaitGroup, *sync.WaitGroup]{}
	g.run(work)
	read()
}

func (g *group[W, P]) run(work []func() error) {
	for _, f := range work {
		P(&g.wg).Add(1)
		go g.one(f)
	}
	P(&g.wg).Wait()
}

// one has a value receiver, and so a WaitGroup of its own.
func (g group[W, P]) one(f func() error) {
	defer P(&g.wg).Done()
	_ = f()
}
