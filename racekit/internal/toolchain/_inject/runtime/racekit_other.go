//go:build !linux

package runtime

import "unsafe"

// rkShared: without a shared file the trace dies with the process.
func rkShared() (unsafe.Pointer, uintptr) { return nil, 0 }

func rkThreadSleeps(uint64) bool { return true }

func rkSignalsPending() uint64 { return 0 }
