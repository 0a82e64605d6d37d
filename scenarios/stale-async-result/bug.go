package staleasyncresult

import (
	"context"
	"sync"
)

// A display shows the answer to a question; questions are numbered from 1.
type display struct {
	mu     sync.Mutex
	newest int
	shown  int
	cancel context.CancelFunc // of the newest question
}

// ask begins a question and cancels the one before it.
func (d *display) ask() (question int, ctx context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancel != nil {
		d.cancel()
	}
	d.newest++
	ctx, d.cancel = context.WithCancel(context.Background())
	return d.newest, ctx
}

func (d *display) show(answer int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = answer
}

// fetch waits for the answer, which has the number of its question.
func fetch(ctx context.Context, question int) (answer int, err error) {
	reply := make(chan int, 1)
	go func() { reply <- question }()
	answer = <-reply
	return answer, ctx.Err()
}

func search(d *display) {
	question, _ := d.ask()
	if answer, err := fetch(context.Background(), question); err == nil {
		d.show(answer)
	}
}
