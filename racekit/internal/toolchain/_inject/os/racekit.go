package os

import _ "unsafe" // for go:linkname

// rkPrints is in package runtime.
//
//go:linkname rkPrints
func rkPrints()

// rkWrites and the others are in package runtime too.
//
//go:linkname rkWrites
func rkWrites()

//go:linkname rkShowFileTime
func rkShowFileTime(real int64) int64

//go:linkname rkSetFileTime
func rkSetFileTime(shown int64) int64

//go:linkname rkFile
func rkFile(write bool, name string) uint64

//go:linkname rkOpenFile
func rkOpenFile(write bool, file uint64)

// rkOpens is a point before OpenFile.
func rkOpens(name string, flag int) uint64 {
	return rkFile(flag&(O_CREATE|O_TRUNC) != 0, name)
}
