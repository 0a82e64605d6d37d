package sysrand

import _ "unsafe" // for go:linkname

// rkRandRead is in package runtime.
//
//go:linkname rkRandRead
func rkRandRead(b []byte) bool
