package syscall

import _ "unsafe" // for go:linkname

// rkVariable is a scheduling point before what the caller's caller, at pc, does
// with an environment variable; "" is all of them. It is in package runtime.
//
//go:linkname rkVariable
func rkVariable(op uint8, name string, pc uintptr)
