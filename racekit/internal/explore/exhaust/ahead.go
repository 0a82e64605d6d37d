package exhaust

import (
	"context"
	"encoding/binary"
	"sync"
	"sync/atomic"
)

// An ahead runs scripts before their turn, in workers that would be idle. A
// search takes them in its own order, so that what it does and finds does not
// depend on how many workers there are.
type ahead struct {
	workers int
	execute func(script []uint32) *run // nil if that failed
	runs    map[string]chan *run       // by script
	busy    atomic.Int64
	all     sync.WaitGroup
}

// most bounds the runs that wait for their turn: each holds a whole trace.
const most = 64

func newAhead(ctx context.Context, s *search) *ahead {
	return &ahead{workers: s.limits.Workers, runs: map[string]chan *run{}, execute: func(script []uint32) *run {
		r, err := execute(ctx, s.exec, s.spec, script)
		if err != nil {
			return nil
		}
		return r
	}}
}

// start begins to run scripts, as far as there are workers beside one for each
// of spare.
func (a *ahead) start(scripts [][]uint32, spare int) {
	for _, script := range scripts {
		key := keyOf(script)
		if a.runs[key] != nil {
			continue
		}
		if int(a.busy.Load())+spare >= a.workers || len(a.runs) == most {
			return
		}
		ch := make(chan *run, 1)
		a.runs[key] = ch
		a.busy.Add(1)
		a.all.Go(func() {
			r := a.execute(script)
			a.busy.Add(-1)
			ch <- r
		})
	}
}

// has reports whether the script was started.
func (a *ahead) has(script []uint32) bool { return a.runs[keyOf(script)] != nil }

// take returns what running the script brought; nil if it was not started.
func (a *ahead) take(script []uint32) *run {
	key := keyOf(script)
	ch := a.runs[key]
	if ch == nil {
		return nil
	}
	delete(a.runs, key)
	return <-ch
}

// wait waits for the runs that nobody takes.
func (a *ahead) wait() { a.all.Wait() }

func keyOf(script []uint32) string {
	b := make([]byte, 0, 4*len(script))
	for _, d := range script {
		b = binary.LittleEndian.AppendUint32(b, d)
	}
	return string(b)
}
