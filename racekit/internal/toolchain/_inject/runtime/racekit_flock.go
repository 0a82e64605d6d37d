package runtime

import _ "unsafe" // for go:linkname

// Locks of files. A member that waits for one which another member of the
// execution has, waits as for a Mutex; for one of another process, in the kernel.

// An rkFlock is a lock that was taken in an execution.
type rkFlock struct {
	file uint64
	fd   int
	gen  uint32
}

var rkFlocks [64]rkFlock

// rkFlockPoint is a point before an operation on the lock of a file. It returns the
// file's number; 0 if the caller is no member.
//
//go:nosplit
//go:linkname rkFlockPoint syscall.rkFlockPoint
func rkFlockPoint(shared, release bool, dev, ino uint64) uint64 {
	if !rk.on || getg().rk == 0 {
		return 0
	}
	return rkFlockNumbered(shared, release, dev, ino, rkCaller(getfp()))
}

func rkFlockNumbered(shared, release bool, dev, ino uint64, pc uintptr) uint64 {
	op := rks_OpFlock
	switch {
	case release:
		op = rks_OpFunlock
	case shared:
		op = rks_OpRFlock
	}
	file := rks_Numbered(dev<<32 ^ ino)
	rkStatePoint(op, file, pc)
	return file
}

// rkFlockWaits waits until somebody may have unlocked the file, and reports whether
// it did: whoever has it is a member, by another descriptor.
//
//go:linkname rkFlockWaits syscall.rkFlockWaits
func rkFlockWaits(file uint64, fd int) bool {
	gp := getg()
	if !rkCan(gp) {
		return false
	}
	for i := range rkFlocks {
		if l := &rkFlocks[i]; l.gen == rk.gen && l.file == file && l.fd != fd {
			gopark(nil, nil, waitReasonSemacquire, traceBlockSync, 1)
			return true
		}
	}
	return false
}

// rkFlocked is told that fd has got the lock of a file, or has given it back.
//
//go:linkname rkFlocked syscall.rkFlocked
func rkFlocked(file uint64, fd int, has bool) {
	free := -1
	for i := range rkFlocks {
		switch l := &rkFlocks[i]; {
		case l.gen != rk.gen || l.file == file && l.fd == fd:
			l.gen = 0
			free = i
		}
	}
	if has && free >= 0 {
		rkFlocks[free] = rkFlock{file, fd, rk.gen}
	}
	for id := uint32(1); id <= rk.s.Tasks(); id++ { // a lock may also have become one with others
		gp, t := rk.gs[id].ptr(), rk.s.Task(id)
		if gp != nil && rkFlocking(t.Op) && t.Object == file && readgstatus(gp) == _Gwaiting && gp.waitreason == waitReasonSemacquire {
			goready(gp, 1)
		}
	}
}

// rkFlockMissed is told that the lock was another one's, and the caller does not
// wait.
//
//go:linkname rkFlockMissed syscall.rkFlockMissed
func rkFlockMissed() {
	rkDidNothing()
	rk.s.Amend(getg().rk, rks_Missed, 0)
}

// rkFlockOf returns the number of the file whose lock fd has; 0 is none.
//
//go:linkname rkFlockOf syscall.rkFlockOf
func rkFlockOf(fd int) uint64 {
	for i := range rkFlocks {
		if l := &rkFlocks[i]; l.gen == rk.gen && l.fd == fd && rk.on {
			return l.file
		}
	}
	return 0
}

// rkFlockCloses is a point before the descriptor that has the lock of a file is
// closed.
//
//go:nosplit
//go:linkname rkFlockCloses syscall.rkFlockCloses
func rkFlockCloses(file uint64) {
	rkStatePoint(rks_OpFunlock, file, rkCaller(getfp()))
}

func rkFlocking(op rks_Op) bool { return op == rks_OpFlock || op == rks_OpRFlock }
