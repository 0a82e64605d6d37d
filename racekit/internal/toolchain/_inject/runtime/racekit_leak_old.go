//go:build !go1.26

package runtime

// rkLeakGC: before Go 1.26 the runtime cannot tell leaked goroutines.
func rkLeakGC() {}

func rkIsLeaked(status uint32) bool { return false }
