package cgo

import (
	"sync"
	"testing"
)

func TestCallback(t *testing.T) {
	sum = 0
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			if n := call(i); n != 2*i+1 {
				t.Errorf("call(%d) = %d", i, n)
			}
		})
	}
	wg.Wait()
	if sum != 6 {
		t.Error(sum)
	}
}

// A callback that waits keeps its thread, not the others.
func TestBlockingCallback(t *testing.T) {
	mu.Lock()
	done := make(chan int)
	go func() { done <- call(1) }()
	go func() { mu.Unlock() }()
	<-done
}

func TestPanicBesideCallbacks(t *testing.T) {
	go func() { panic("no callback") }()
	call(1)
	<-make(chan int)
}
