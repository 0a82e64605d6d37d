// Package cgo calls Go from C.
package cgo

/*
extern int goCallback(int);
static int callGo(int n) { return goCallback(n) + 1; }
*/
import "C"

import "sync"

var (
	mu  sync.Mutex
	sum int
)

//export goCallback
func goCallback(n C.int) C.int {
	mu.Lock()
	defer mu.Unlock()
	sum += int(n)
	return 2 * n
}

func call(n int) int { return int(C.callGo(C.int(n))) }
