package syscall

import _ "unsafe" // for go:linkname

// The functions below are in package runtime.
//
//go:linkname rkFlockPoint
func rkFlockPoint(shared, release bool, dev, ino uint64) uint64

//go:linkname rkFlockWaits
func rkFlockWaits(file uint64, fd int) bool

//go:linkname rkFlocked
func rkFlocked(file uint64, fd int, has bool)

//go:linkname rkFlockMissed
func rkFlockMissed()

//go:linkname rkFlockOf
func rkFlockOf(fd int) uint64

//go:linkname rkFlockCloses
func rkFlockCloses(file uint64)

// rkFlock is Flock for a member of an execution. It is not done if
// the caller is none, or has to wait for another process.
func rkFlock(fd, how int) (done bool, err error) {
	var st Stat_t
	if Fstat(fd, &st) != nil {
		return false, nil
	}
	file := rkFlockPoint(how&LOCK_SH != 0, how&LOCK_UN != 0, st.Dev, st.Ino)
	if file == 0 {
		return false, nil
	}
	for {
		_, _, e := Syscall(SYS_FLOCK, uintptr(fd), uintptr(how|LOCK_NB), 0)
		switch {
		case e == 0:
			rkFlocked(file, fd, how&LOCK_UN == 0)
			return true, nil
		case e != EWOULDBLOCK:
			return true, e
		case how&LOCK_NB != 0:
			rkFlockMissed()
			return true, e
		case !rkFlockWaits(file, fd):
			return false, nil
		}
	}
}

// rkCloses is told that fd is about to be closed. It
// returns the file whose lock that gives back; 0 is none.
func rkCloses(fd int) (file uint64) {
	if file = rkFlockOf(fd); file != 0 {
		rkFlockCloses(file)
	}
	return file
}
