//go:build !unix && !(js && wasm) && !wasip1

package os

func (f *File) rkPoint(write bool) {}

func (f *File) rkOpened(number uint64) {}
