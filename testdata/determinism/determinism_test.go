// Package determinism holds programs that do much with little: under one seed
// each does and prints the same, always.
package determinism

import (
	"context"
	cryptorand "crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"math/rand"
	randv2 "math/rand/v2"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestMutexes(t *testing.T) {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	var order []string
	for i := range 4 {
		wg.Go(func() {
			for j := range 3 {
				a.Lock()
				order = append(order, fmt.Sprint(i, j))
				a.Unlock()
				if b.TryLock() {
					b.Unlock()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println(order)
}

func TestRWMutexes(t *testing.T) {
	var mu sync.RWMutex
	var wg sync.WaitGroup
	n := 0
	var seen [3]int
	for range 2 {
		wg.Go(func() {
			for range 3 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	for i := range seen {
		wg.Go(func() {
			for range 3 {
				mu.RLock()
				seen[i] = seen[i]*10 + n
				mu.RUnlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(seen)
}

func TestChannels(t *testing.T) {
	work, results := make(chan int), make(chan string, 2)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for n := range work {
				results <- fmt.Sprint(i, "x", n)
			}
		})
	}
	go func() {
		for n := range 9 {
			work <- n
		}
		close(work)
		wg.Wait()
		close(results)
	}()
	for r := range results {
		fmt.Print(r, " ")
	}
	fmt.Println()
}

func TestSelect(t *testing.T) {
	a, b, stop := make(chan int), make(chan int, 1), make(chan bool)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			for n := range 4 {
				select {
				case a <- 10*i + n:
				case b <- 100*i + n:
				}
			}
		})
	}
	go func() { wg.Wait(); close(stop) }()
	for {
		select {
		case n := <-a:
			fmt.Print("a", n, " ")
		case n := <-b:
			fmt.Print("b", n, " ")
		case <-stop:
			fmt.Println(len(b))
			return
		}
	}
}

func TestTimers(t *testing.T) {
	start := time.Now()
	var wg sync.WaitGroup
	var mu sync.Mutex
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Print(what, "@", time.Since(start), " ")
	}
	for i := range 3 {
		wg.Go(func() { time.Sleep(time.Duration(i) * time.Millisecond); note("slept") })
		wg.Add(1)
		time.AfterFunc(time.Millisecond, func() { note("func"); wg.Done() })
	}
	tick := time.NewTicker(time.Millisecond)
	timeout := time.After(5 * time.Millisecond)
loop:
	for {
		select {
		case <-tick.C:
			note("tick")
		case <-timeout:
			break loop
		}
	}
	tick.Stop()
	wg.Wait()
	timer := time.NewTimer(time.Second)
	fmt.Println(timer.Stop(), timer.Reset(time.Hour), time.Now().Format(time.RFC3339Nano))
}

func TestSyncPool(t *testing.T) {
	var made atomic.Int32
	p := sync.Pool{New: func() any { n := made.Add(1); return &n }}
	var wg sync.WaitGroup
	var got [4]string
	for i := range got {
		wg.Go(func() {
			for range 4 {
				x := p.Get().(*int32)
				got[i] += fmt.Sprint(*x, " ")
				p.Put(x)
			}
		})
	}
	wg.Wait()
	fmt.Println(got, made.Load())
}

var keeper = sync.Pool{New: func() any { return new(int) }}

// TestPackagePool must not meet what an earlier execution has put back.
func TestPackagePool(t *testing.T) {
	var wg sync.WaitGroup
	var got [3]int
	for i := range got {
		wg.Go(func() {
			x := keeper.Get().(*int)
			got[i] = *x
			*x += i + 1
			keeper.Put(x)
		})
	}
	wg.Wait()
	fmt.Println(got)
}

func TestSyncMap(t *testing.T) {
	var m sync.Map
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for k := range 20 {
				if v, loaded := m.LoadOrStore(k, i); loaded && k%3 == 0 {
					m.CompareAndSwap(k, v, v.(int)+10)
				}
				if k%7 == i {
					m.Delete(k)
				}
			}
		})
	}
	wg.Wait()
	m.Range(func(k, v any) bool { fmt.Print(k, ":", v, " "); return true })
	fmt.Println()
}

// TestMaps goes through maps of all sizes: the order is that of hashes and of
// a random start.
func TestMaps(t *testing.T) {
	for _, n := range []int{3, 8, 9, 100, 3000} {
		byInt, byString, byAny := map[int]bool{}, map[string]int{}, map[any]int{}
		for i := range n {
			byInt[i*7919], byString[fmt.Sprint("key", i)] = true, i
			byAny[[2]int{i, n}] = i
		}
		var wg sync.WaitGroup
		var out [3]string
		wg.Go(func() { out[0] = first(byInt) })
		wg.Go(func() { out[1] = first(byString) })
		wg.Go(func() { out[2] = first(byAny) })
		wg.Wait()
		fmt.Println(n, out)
	}
}

func first[K comparable, V any](m map[K]V) string {
	var b strings.Builder
	n := 0
	for k := range m {
		if n++; n > 5 {
			break
		}
		fmt.Fprint(&b, k, " ")
	}
	return b.String()
}

func TestRand(t *testing.T) {
	var wg sync.WaitGroup
	var out [3]string
	for i := range out {
		wg.Go(func() {
			out[i] = fmt.Sprint(rand.Intn(1e6), rand.Perm(5), randv2.IntN(1e6), randv2.Float64())
		})
	}
	wg.Wait()
	fmt.Println(out)
	fmt.Println(subtle.ConstantTimeByteEq(1, 1)) // an instruction where the compiler may use some
}

var hashSeed = maphash.MakeSeed()

// TestProcessRandomness prints what a process draws at its start, and what
// ought to be unpredictable.
func TestProcessRandomness(t *testing.T) {
	var wg sync.WaitGroup
	var out [3]string
	for i := range out {
		wg.Go(func() {
			out[i] = fmt.Sprint(maphash.String(hashSeed, "x"), maphash.String(maphash.MakeSeed(), "x"), cryptorand.Text())
		})
	}
	wg.Wait()
	fmt.Println(out)
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var wg sync.WaitGroup
	var out [4]string
	for i := range out {
		child, stop := context.WithTimeout(ctx, time.Duration(i+1)*time.Millisecond)
		wg.Go(func() {
			defer stop()
			select {
			case <-child.Done():
				out[i] = fmt.Sprint(context.Cause(child))
			case <-time.After(2 * time.Millisecond):
				out[i] = "done"
				cancel(fmt.Errorf("cancelled by %d", i))
			}
		})
	}
	context.AfterFunc(ctx, func() { fmt.Println("after", context.Cause(ctx)) })
	wg.Wait()
	fmt.Println(strings.Join(out[:], "; "))
}

// A group is what golang.org/x/sync/errgroup is.
type group struct {
	cancel func(error)
	wg     sync.WaitGroup
	sem    chan bool
	once   sync.Once
	err    error
}

func (g *group) Go(f func() error) {
	g.sem <- true
	g.wg.Go(func() {
		defer func() { <-g.sem }()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err; g.cancel(err) })
		}
	})
}

func TestErrgroup(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	g := &group{cancel: cancel, sem: make(chan bool, 2)}
	var done atomic.Int32
	for i := range 6 {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if i%2 == 1 {
				return fmt.Errorf("job %d", i)
			}
			done.Add(1)
			return nil
		})
	}
	g.wg.Wait()
	fmt.Println(g.err, done.Load(), errors.Is(context.Cause(ctx), g.err))
}

func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := make(chan string)
		for i := range 4 {
			go func() {
				time.Sleep(time.Duration(i%2) * time.Second)
				c <- fmt.Sprint(i, "@", time.Since(start))
			}()
		}
		for range 4 {
			fmt.Print(<-c, " ")
		}
		synctest.Wait()
		fmt.Println(time.Since(start))
	})
}

func TestCond(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	var queue, got []int
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for range 2 {
				mu.Lock()
				for len(queue) == 0 {
					c.Wait()
				}
				got = append(got, 10*i+queue[0])
				queue = queue[1:]
				mu.Unlock()
			}
		})
	}
	for n := range 6 {
		mu.Lock()
		queue = append(queue, n)
		mu.Unlock()
		c.Signal()
	}
	wg.Wait()
	fmt.Println(got)
}

func TestOnce(t *testing.T) {
	var once sync.Once
	value := sync.OnceValue(func() int { return rand.Intn(1000) })
	var wg sync.WaitGroup
	var who atomic.Int32
	for i := range 4 {
		wg.Go(func() {
			once.Do(func() { who.Store(int32(i)) })
			value()
		})
	}
	wg.Wait()
	fmt.Println(who.Load(), value())
}

func TestSubtests(t *testing.T) {
	var mu sync.Mutex
	var order []string
	t.Run("group", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(map[string]bool{"a": true, "b": true, "c": true})) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				time.Sleep(time.Millisecond)
				mu.Lock()
				defer mu.Unlock()
				order = append(order, name)
			})
		}
	})
	fmt.Println(order)
}

var carried = map[int]int{}

// TestPackageState changes what the package keeps, but does not depend on it.
func TestPackageState(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	out := make([]int, 3)
	for i := range 3 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			carried[len(carried)] = i
			for k := range out {
				out[k] = out[k]*3 + i
			}
		})
	}
	wg.Wait()
	fmt.Println(out)
}

// TestFailing is one whose failures must be the same as well.
func TestFailing(t *testing.T) {
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { n.Store(n.Load() + 1) })
	}
	wg.Wait()
	if n.Load() != 3 {
		t.Errorf("n = %d", n.Load())
	}
}

var prepare sync.Once

// TestSelectAfterOnce shows what select draws. The first one in a process draws
// hash keys before.
func TestSelectAfterOnce(t *testing.T) {
	prepare.Do(func() {
		for i := range 9 {
			m := map[int]int{}
			for j := range 20 {
				m[j] = i
			}
		}
	})
	a, b := make(chan int, 64), make(chan int, 64)
	for i := range 64 {
		a <- i
		b <- i
	}
	drawn := ""
	for range 64 {
		select {
		case <-a:
			drawn += "a"
		case <-b:
			drawn += "b"
		}
	}
	fmt.Println(drawn)
}

// What a server's main does: no signal comes.
func TestNotify(t *testing.T) {
	var mu sync.Mutex
	var order []int
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR2)
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			stop()
			<-ctx.Done()
		})
	}
	wg.Wait()
	t.Log(order)
}
