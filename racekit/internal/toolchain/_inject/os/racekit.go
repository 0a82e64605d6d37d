package os

import _ "unsafe" // for go:linkname

// rkPrints is in package runtime.
//
//go:linkname rkPrints
func rkPrints()
