package awaitatomicity

import (
	"sync"
	"time"
)

// A loop runs one task at a time. A task gives its turn back where it awaits.
type loop struct {
	turn  sync.Mutex
	tasks sync.WaitGroup
}

func (l *loop) spawn(task func()) {
	l.tasks.Go(func() {
		l.turn.Lock()
		defer l.turn.Unlock()
		task()
	})
}

// await lets other tasks run until f has returned.
func (l *loop) await(f func()) {
	l.turn.Unlock()
	f()
	l.turn.Lock()
}

type wallet struct {
	loop
	lock    sync.Mutex // of those who hold the wallet across an await
	balance int
	paid    int
}

// askBank takes a while.
func askBank() { time.Sleep(time.Millisecond) }

func pay(w *wallet, price int) {
	if w.balance < price {
		return
	}
	w.await(askBank)
	w.balance -= price
	w.paid++
}
