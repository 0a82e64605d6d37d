package asyncvsthreads

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// Compute runs tasks that only compute, each of them steps long, on procs
// processors, and returns how long that took.
func Compute(tasks, steps, procs int) time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	results := make([]uint64, tasks)
	begin := time.Now()
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			x := uint64(i) + 1
			for range steps {
				x ^= x << 13
				x ^= x >> 7
				x ^= x << 17
			}
			results[i] = x
		})
	}
	wg.Wait()
	return time.Since(begin)
}

// PerGoroutine returns the bytes of memory that each of n goroutines takes that
// wait for one channel.
func PerGoroutine(n int) int64 {
	runtime.GC()
	return perTask(n, func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.StackInuse + m.HeapInuse + m.OtherSys)
	}, func() {})
}

// PerThread is PerGoroutine for goroutines that have an operating system's
// thread each, without what the kernel keeps of a thread for itself. It is 0
// where the system does not tell.
func PerThread(n int) int64 {
	return perTask(n, func() int64 { return status("VmRSS:") }, runtime.LockOSThread)
}

// perTask measures before and while n goroutines wait.
func perTask(n int, measure func() int64, first func()) int64 {
	var ready, done sync.WaitGroup
	end := make(chan struct{})
	before := measure()
	ready.Add(n)
	for range n {
		done.Go(func() {
			first()
			ready.Done()
			<-end
		})
	}
	ready.Wait()
	after := measure()
	close(end)
	done.Wait()
	return max(after-before, 0) / int64(n)
}

// status reads a field of /proc/self/status, in bytes.
func status(field string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		f := bytes.Fields(line)
		if len(f) >= 2 && string(f[0]) == field {
			kb, err := strconv.ParseInt(string(f[1]), 10, 64)
			if err == nil {
				return kb << 10
			}
		}
	}
	return 0
}
