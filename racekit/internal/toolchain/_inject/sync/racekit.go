package sync

import "unsafe"

// runtime_rkPoint is a scheduling point before an operation on the object at
// addr, called from pc. It is in package runtime.
//
//go:linkname runtime_rkPoint
func runtime_rkPoint(op uint8, addr unsafe.Pointer, pc uintptr)
