package handrolledlock

import (
	"sync/atomic"
	"time"
)

type casLock struct{ locked atomic.Bool }

func (l *casLock) Lock(int) {
	for !l.locked.CompareAndSwap(false, true) {
		time.Sleep(time.Microsecond)
	}
}

func (l *casLock) Unlock(int) { l.locked.Store(false) }

type petersonLock struct {
	wants [2]atomic.Bool
	turn  atomic.Int32
}

func (l *petersonLock) Lock(i int) {
	l.wants[i].Store(true)
	l.turn.Store(int32(1 - i))
	l.wait(i)
}

func (l *petersonLock) wait(i int) {
	for l.wants[1-i].Load() && l.turn.Load() == int32(1-i) {
		time.Sleep(time.Microsecond)
	}
}

func (l *petersonLock) Unlock(i int) { l.wants[i].Store(false) }
