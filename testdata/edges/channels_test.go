package edges

import (
	"testing"
)

func sends[T any](t *testing.T, room int) {
	var zero T
	c := make(chan T, room)
	first(func() {
		x = 1
		c <- zero
	}, func() {
		<-c
		x = 2
	})
}

func TestOrderedSend(t *testing.T)          { sends[int](t, 0) }
func TestOrderedSendBuffered(t *testing.T)  { sends[byte](t, 3) }
func TestOrderedSendEmpty(t *testing.T)     { sends[struct{}](t, 0) }
func TestOrderedSendEmptyRoom(t *testing.T) { sends[struct{}](t, 3) }

// The second receive is of the second send, which came before the write.
func TestRaceSecondSend(t *testing.T) {
	c := make(chan struct{}, 3)
	first(func() {
		c <- struct{}{}
		x = 1
		c <- struct{}{}
	}, func() {
		<-c
		x = 2
		<-c
	})
}

func TestOrderedSecondSend(t *testing.T) {
	c := make(chan struct{}, 3)
	first(func() {
		c <- struct{}{}
		x = 1
		c <- struct{}{}
	}, func() {
		<-c
		<-c
		x = 2
	})
}

// semaphore has room for n, and one goroutine after the other in it.
func semaphore[T any](n int) {
	var zero T
	c := make(chan T, n)
	in := func() {
		c <- zero
		x++
		<-c
	}
	first(in, in)
}

func TestOrderedSemaphore(t *testing.T)      { semaphore[bool](1) }
func TestOrderedSemaphoreEmpty(t *testing.T) { semaphore[struct{}](1) }
func TestRaceSemaphore(t *testing.T)         { semaphore[bool](2) }
func TestRaceSemaphoreEmpty(t *testing.T)    { semaphore[struct{}](2) }

func TestOrderedUnbufferedReceive(t *testing.T) {
	c := make(chan int)
	first(func() {
		x = 1
		<-c
	}, func() {
		c <- 1
		x = 2
	})
}

func TestRaceBufferedReceive(t *testing.T) {
	c := make(chan int, 1)
	first(func() {
		x = 1
		<-c
	}, func() {
		c <- 1
		x = 2
	})
}

func TestOrderedSelect(t *testing.T) {
	c, other := make(chan struct{}, 1), make(chan struct{})
	first(func() {
		x = 1
		select {
		case c <- struct{}{}:
		case <-other:
		}
	}, func() {
		select {
		case <-c:
			x = 2
		case <-other:
		}
	})
}

func TestRaceSelectDefault(t *testing.T) {
	c := make(chan struct{})
	first(func() {
		x = 1
		select {
		case c <- struct{}{}:
		default:
		}
	}, func() {
		select {
		case <-c:
		default:
		}
		x = 2
	})
}

func TestOrderedClose(t *testing.T) {
	c := make(chan int)
	first(func() {
		x = 1
		close(c)
	}, func() {
		<-c
		x = 2
	})
}

func TestRaceLen(t *testing.T) {
	c := make(chan int, 2)
	first(func() {
		x = 1
		c <- 1
	}, func() {
		if len(c) == 1 && cap(c) == 2 {
			x = 2
		}
	})
}
