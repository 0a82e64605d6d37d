package kernels

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Kernels with the bug in a data structure or in a protocol.

// queue: who waits for an element does not look again when woken.
func TestQueue(t *testing.T) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var queue []int
	take := func() {
		mu.Lock()
		defer mu.Unlock()
		if len(queue) == 0 {
			cond.Wait()
		}
		if len(queue) == 0 {
			t.Error("took from an empty queue")
			return
		}
		queue = queue[1:]
	}
	put := func() {
		mu.Lock()
		queue = append(queue, 1)
		cond.Broadcast()
		mu.Unlock()
	}
	together(put, take, take, put)
}

// boundedbuffer: producers and consumers wait on one condition, and a signal
// wakes one of the wrong kind.
func TestBoundedBuffer(t *testing.T) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	n := 0
	step := func(by, limit int) func() {
		return func() {
			for range 2 {
				mu.Lock()
				for n == limit {
					cond.Wait()
				}
				n += by
				cond.Signal()
				mu.Unlock()
			}
		}
	}
	together(step(-1, 0), step(1, 1), step(-1, 0), step(1, 1))
}

// ring: the writer moves its end before it has written.
func TestCircularBuffer(t *testing.T) {
	var buf [4]atomic.Int32
	var head, tail atomic.Int32
	together(
		func() {
			for range 3 {
				if h := head.Load(); h < tail.Load() {
					if v := buf[h%4].Load(); v != h+1 {
						t.Errorf("element %d is %d", h, v)
					}
					head.Add(1)
				}
			}
		},
		func() {
			for i := range int32(3) {
				tail.Add(1)
				buf[i%4].Store(i + 1)
			}
		})
}

// A node of a stack; nodes are numbered from 1 and used again.
type nodes struct {
	next [4]atomic.Int32
	top  atomic.Int32
}

func (s *nodes) pop() int32 {
	for {
		top := s.top.Load()
		if top == 0 {
			return 0
		}
		next := s.next[top].Load()
		if s.top.CompareAndSwap(top, next) {
			return top
		}
	}
}

func (s *nodes) push(n int32) {
	for {
		top := s.top.Load()
		s.next[n].Store(top)
		if s.top.CompareAndSwap(top, n) {
			return
		}
	}
}

// stack: between the load of the top and the swap others pop two nodes and push
// the first again (ABA).
func TestStack(t *testing.T) {
	var s nodes
	for n := range int32(3) {
		s.push(n + 1)
	}
	var owned [4]atomic.Int32
	own := func(n int32) {
		if n != 0 && owned[n].Add(1) > 1 {
			t.Errorf("node %d is popped twice", n)
		}
	}
	together(
		func() { own(s.pop()) },
		func() {
			a := s.pop()
			own(s.pop())
			if a != 0 {
				s.push(a)
			}
			own(s.pop())
			own(s.pop())
		})
}

// workstealing: the owner takes the last element without a look at the thief.
func TestWorkStealing(t *testing.T) {
	var head, tail atomic.Int32
	var taken [3]atomic.Int32
	claim := func(i int32) {
		if taken[i].Add(1) > 1 {
			t.Errorf("element %d is taken twice", i)
		}
	}
	tail.Store(3)
	together(
		func() {
			for range 3 {
				b := tail.Add(-1)
				if head.Load() <= b {
					claim(b)
				} else {
					tail.Store(b + 1)
					return
				}
			}
		},
		func() {
			for range 2 {
				h := head.Load()
				if h < tail.Load() && head.CompareAndSwap(h, h+1) {
					claim(h)
				}
			}
		})
}

// barrier: who comes is counted before it knows for which round it waits.
func TestBarrier(t *testing.T) {
	var count, round atomic.Int32
	gates := [2]chan bool{make(chan bool), make(chan bool)}
	together(crew(3, func(int) {
		if count.Add(1) < 3 {
			<-gates[round.Load()]
			return
		}
		close(gates[round.Add(1)-1])
	})...)
}

// bluetooth: a request sees that the driver runs and is counted only after it
// has stopped.
func TestBluetooth(t *testing.T) {
	var stopping, stopped atomic.Bool
	var pending atomic.Int32
	pending.Store(1)
	release := func() {
		if pending.Add(-1) == 0 {
			stopped.Store(true)
		}
	}
	together(
		func() {
			if !stopping.Load() {
				pending.Add(1)
				if stopped.Load() {
					t.Error("the driver works after it has stopped")
				}
				release()
			}
		},
		func() { stopping.Store(true); release() })
}

// peterson: the turn is given away before the wish is told.
func TestPeterson(t *testing.T) {
	var wish [2]atomic.Bool
	var turn, inside atomic.Int32
	together(crew(2, func(i int) {
		turn.Store(int32(1 - i))
		wish[i].Store(true)
		for wish[1-i].Load() && turn.Load() == int32(1-i) {
		}
		if inside.Add(1) > 1 {
			t.Error("both are inside")
		}
		inside.Add(-1)
		wish[i].Store(false)
	})...)
}

// termination: a worker takes an empty pool for the end, while another has in
// hand what makes more work.
func TestTermination(t *testing.T) {
	var mu sync.Mutex
	work, finished, ended := 1, 0, 0
	together(crew(2, func(int) {
		for {
			mu.Lock()
			if work == 0 {
				ended++
				mu.Unlock()
				break
			}
			work--
			mu.Unlock()
			mu.Lock()
			if ended > 0 {
				t.Error("a worker has gone before all work was done")
			}
			if finished++; finished < 3 {
				work++
			}
			mu.Unlock()
		}
	})...)
}
