package sliceappend

import (
	"sync"
	"sync/atomic"
)

type mutexList struct {
	mu     sync.Mutex
	values []int
}

func (l *mutexList) Put(_, v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.values = append(l.values, v)
}

func (l *mutexList) Values() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.values
}

type indexList []int

func (l indexList) Put(i, v int) { l[i] = v }

func (l indexList) Values() []int { return l }

type chanList chan int

func (l chanList) Put(_, v int) { l <- v }

func (l chanList) Values() (values []int) {
	close(l)
	for v := range l {
		values = append(values, v)
	}
	return values
}

// A reserveList is read when all who put are joined.
type reserveList struct {
	next   atomic.Int64
	values []int
}

func (l *reserveList) Put(_, v int) { l.values[l.next.Add(1)-1] = v }

func (l *reserveList) Values() []int { return l.values[:l.next.Load()] }
