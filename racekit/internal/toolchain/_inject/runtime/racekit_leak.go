//go:build go1.26

package runtime

// rkLeakGC uses the runtime's own detection of leaked goroutines.
func rkLeakGC() { goroutineLeakGC() }

func rkIsLeaked(status uint32) bool { return status == _Gleaked }
