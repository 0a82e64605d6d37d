package dining

import "sync"

// A table has a fork left of each plate.
type table struct {
	forks []sync.Mutex
	seats chan struct{} // of those who ask the waiter
	meals []int
}

func newTable(plates, seats int) *table {
	return &table{make([]sync.Mutex, plates), make(chan struct{}, seats), make([]int, plates)}
}

// eat takes the fork first and then the fork second.
func (t *table) eat(plate, first, second int) {
	t.forks[first].Lock()
	defer t.forks[first].Unlock()
	t.forks[second].Lock()
	defer t.forks[second].Unlock()
	t.meals[plate]++
}

func (t *table) left(plate int) int  { return plate }
func (t *table) right(plate int) int { return (plate + 1) % len(t.forks) }

func leftFirst(t *table, plate int) { t.eat(plate, t.left(plate), t.right(plate)) }
