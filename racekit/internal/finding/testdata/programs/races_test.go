package sample

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

type counter struct{ n int }

func (c *counter) add()     { c.n++ }
func (c *counter) get() int { return c.n }

func TestTwoRaces(t *testing.T) {
	var c, d counter
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.add()
		}()
	}
	wg.Go(func() { d.add() })
	_ = d.get()
	wg.Wait()
	t.Log("done")
}

func TestMapAndAtomic(t *testing.T) {
	m := map[string]int{}
	var n int64
	done := make(chan bool)
	go func() {
		m["a"]++
		atomic.AddInt64(&n, 1)
		done <- true
	}()
	n = 2
	fmt.Print("half a line ")
	fmt.Fprint(os.Stderr, "half on stderr ")
	m["a"] = 1
	<-done
	t.Error("and it fails too")
}

type box[T any] struct{ v T }

func (b *box[T]) set(v T) { b.v = v }

func TestGeneric(t *testing.T) {
	b := &box[struct{ x int }]{}
	done := make(chan bool)
	go func() { b.set(struct{ x int }{1}); done <- true }()
	b.set(struct{ x int }{2})
	<-done
}
