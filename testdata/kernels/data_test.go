package kernels

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Kernels whose bug is an update or a check that is not one step.

// account: a deposit and a withdrawal read the balance and write it in two
// critical sections.
func TestAccount(t *testing.T) {
	var mu sync.Mutex
	balance := 100
	change := func(by int) func() {
		return func() {
			mu.Lock()
			b := balance
			mu.Unlock()
			mu.Lock()
			balance = b + by
			mu.Unlock()
		}
	}
	together(change(50), change(-30))
	if balance != 120 {
		t.Errorf("balance %d, want 120", balance)
	}
}

// bank: an audit adds up the accounts while a transfer is under way.
func TestBank(t *testing.T) {
	var mu [3]sync.Mutex
	accounts := [3]int{100, 100, 100}
	add := func(i, by int) {
		mu[i].Lock()
		accounts[i] += by
		mu[i].Unlock()
	}
	together(
		func() { add(0, -10); add(2, 10) },
		func() { add(1, -10); add(0, 10) },
		func() {
			sum := 0
			for i := range accounts {
				mu[i].Lock()
				sum += accounts[i]
				mu[i].Unlock()
			}
			if sum < 290 || sum > 300 {
				t.Errorf("the audit says %d: money was made or counted twice", sum)
			}
		})
}

// wronglock: one writer holds one lock, the readers hold another.
func TestWrongLock(t *testing.T) {
	var a, b sync.Mutex
	var data atomic.Int32
	bodies := crew(3, func(int) {
		b.Lock()
		x := data.Load()
		y := data.Load()
		b.Unlock()
		if x != y {
			t.Errorf("read %d, then %d under the lock", x, y)
		}
	})
	together(append(bodies, func() {
		a.Lock()
		data.Store(1)
		a.Unlock()
	})...)
}

// stringbuffer: append reads the length of the other buffer, which shrinks
// before its bytes are copied.
func TestStringBuffer(t *testing.T) {
	var mu sync.Mutex
	text := []byte("abc")
	length := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(text)
	}
	together(
		func() {
			mu.Lock()
			text = text[:0]
			mu.Unlock()
			mu.Lock()
			text = append(text, "abcd"...)
			mu.Unlock()
		},
		func() {
			n := length()
			mu.Lock()
			defer mu.Unlock()
			if n > len(text) {
				t.Errorf("%d bytes to copy, %d are left", n, len(text))
			}
		})
}

// lazy: two goroutines find that there is no instance.
func TestLazyInit(t *testing.T) {
	var instance atomic.Pointer[int]
	var made atomic.Int32
	get := func() {
		if instance.Load() == nil {
			made.Add(1)
			instance.Store(new(int))
		}
	}
	together(get, get, get)
	if n := made.Load(); n != 1 {
		t.Errorf("%d instances", n)
	}
}

// table: what is not there under the read lock is put there under the lock
// without another look.
func TestTable(t *testing.T) {
	var mu sync.RWMutex
	table := map[string]int{}
	loads := 0
	get := func() {
		mu.RLock()
		_, ok := table["k"]
		mu.RUnlock()
		if !ok {
			mu.Lock()
			loads++
			table["k"] = loads
			mu.Unlock()
		}
	}
	together(get, get)
	if loads != 1 {
		t.Errorf("loaded %d times", loads)
	}
}

// slots: a free slot is looked for and taken in two steps.
func TestSlots(t *testing.T) {
	var taken [4]atomic.Bool
	var users [4]atomic.Int32
	together(crew(3, func(int) {
		for i := range taken {
			if !taken[i].Load() {
				taken[i].Store(true)
				users[i].Add(1)
				return
			}
		}
	})...)
	for i := range users {
		if n := users[i].Load(); n > 1 {
			t.Errorf("slot %d has %d users", i, n)
		}
	}
}

// semaphore: the count is looked at before it is taken.
func TestSemaphore(t *testing.T) {
	var free, inside atomic.Int32
	free.Store(2)
	together(crew(3, func(int) {
		if free.Load() > 0 {
			free.Add(-1)
			if n := inside.Add(1); n > 2 {
				t.Errorf("%d inside", n)
			}
			inside.Add(-1)
			free.Add(1)
		}
	})...)
}

// publish: a flag says that the data is there before it is.
func TestPublish(t *testing.T) {
	var ready atomic.Bool
	var data [3]atomic.Int32
	together(
		func() {
			for ready.Load() {
				for i := range data {
					if data[i].Load() == 0 {
						t.Errorf("word %d is published and not there", i)
					}
				}
				break
			}
		},
		func() {
			ready.Store(true)
			for i := range data {
				data[i].Store(1)
			}
		})
}

// seqlock: the reader does not look at the sequence a second time.
func TestSeqLock(t *testing.T) {
	var seq, x, y atomic.Int32
	write := func() {
		seq.Add(1)
		x.Add(1)
		y.Add(1)
		seq.Add(1)
	}
	together(write, func() {
		if s := seq.Load(); s%2 == 0 {
			if a, b := x.Load(), y.Load(); a != b {
				t.Errorf("torn read: %d and %d", a, b)
			}
		}
	})
}
