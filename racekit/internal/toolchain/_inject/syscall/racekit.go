package syscall

import _ "unsafe" // for go:linkname

// rkVariable is a scheduling point before an operation on an environment variable;
// "" is all of them. It is in package runtime.
//
//go:linkname rkVariable
func rkVariable(op uint8, name string)
