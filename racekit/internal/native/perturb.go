package native

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// stream is where the decisions of Point come from. It is read and written by
// all goroutines without synchronization, on purpose: whatever orders them
// would hide races from the detector.
var stream uint64

// Point is a place where the schedule may be perturbed: mostly nothing, often
// a yield, sometimes a short sleep.
func Point() {
	r := next()
	switch {
	case r%100 < 60:
	case r%100 < 85:
		runtime.Gosched()
	case r%100 < 95:
		for range 2 + r>>8%6 {
			runtime.Gosched()
		}
	default:
		time.Sleep(time.Duration(1+r>>8%50) * time.Microsecond)
	}
}

// next is splitmix64.
//
//go:norace
func next() uint64 {
	stream += 0x9e3779b97f4a7c15
	z := stream
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

//go:norace
func seed(s uint64) { stream = s }

// Disturbed runs f once in this process, disturbed as s says.
func Disturbed(s uint64, f func()) {
	calm := disturb(s)
	defer calm()
	f()
}

// disturb draws from s what surrounds a run: the number of processors, threads
// that are busy with something else, and a garbage collector that is always at
// work. The function that it returns ends all that.
func disturb(s uint64) (calm func()) {
	seed(s)
	procs := []int{1, 2, 2, 4, runtime.NumCPU()}[next()%5]
	noise := int(next() % 3)
	garbage := next()%4 == 0
	old := runtime.GOMAXPROCS(procs)
	percent := -2
	var stop atomic.Bool
	var busy sync.WaitGroup
	if garbage {
		percent = debug.SetGCPercent(5)
		busy.Go(func() {
			for !stop.Load() {
				sink.Store(new([4096]byte))
				runtime.Gosched()
			}
		})
	}
	for range noise {
		busy.Go(func() {
			work := 0
			for !stop.Load() {
				for x := range 1000 {
					work ^= x
				}
				runtime.Gosched()
			}
		})
	}
	return func() {
		stop.Store(true)
		busy.Wait()
		if garbage {
			debug.SetGCPercent(percent)
		}
		runtime.GOMAXPROCS(old)
	}
}

// sink makes garbage reach the heap.
var sink atomic.Pointer[[4096]byte]
