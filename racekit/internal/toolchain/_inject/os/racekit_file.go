//go:build unix || (js && wasm) || wasip1

package os

// rkPoint is a point before f is read or written to. Of what OpenFile has not opened, such as pipes, nothing is known.
func (f *File) rkPoint(write bool) {
	if f != nil && f.file != nil && f.rkfile != 0 {
		rkOpenFile(write, f.rkfile)
	}
}

func (f *File) rkOpened(number uint64) { f.rkfile = number }
