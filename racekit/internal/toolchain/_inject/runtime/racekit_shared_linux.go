package runtime

import "unsafe"

// rkSharedFD is the descriptor of the file that the parent reads the trace
// from, also after this process has died.
const rkSharedFD = 5

func rkShared() (unsafe.Pointer, uintptr) {
	n := uintptr(0)
	for _, c := range []byte(rkEnviron("RACEKIT_SHARED=")) {
		if c < '0' || c > '9' || n > 1<<40 {
			return nil, 0
		}
		n = n*10 + uintptr(c-'0')
	}
	if n < 8192 {
		return nil, 0
	}
	const mapShared = 1
	p, err := mmap(nil, n, _PROT_READ|_PROT_WRITE, mapShared, rkSharedFD, 0)
	if err != 0 {
		throw("racekit: cannot map the shared file")
	}
	closefd(rkSharedFD)
	for fd := int32(3); fd <= 4; fd++ {
		const setFD, closeOnExec = 2, 1
		fcntl(fd, setFD, closeOnExec) // children must not hold the pipes open
	}
	return p, n
}
