package runtime

import "unsafe"

// rkShared maps the file that the parent reads the trace from, also after this
// process has died.
func rkShared() (unsafe.Pointer, uintptr) {
	n := uintptr(rkNumber(rkEnviron("RACEKIT_SHARED=")))
	if n < 8192 {
		return nil, 0
	}
	const mapShared = 1
	p, err := mmap(nil, n, _PROT_READ|_PROT_WRITE, mapShared, rkw_FDShared, 0)
	if err != 0 {
		throw("racekit: cannot map the shared file")
	}
	closefd(rkw_FDShared)
	for fd := int32(rkw_FDCommands); fd <= rkw_FDReplies; fd++ {
		const setFD, closeOnExec = 2, 1
		fcntl(fd, setFD, closeOnExec) // children must not hold the pipes open
	}
	return p, n
}

// rkThreadSleeps reports whether a thread of this process waits for something
// other than a processor or a disk, by the state that proc(5) gives.
func rkThreadSleeps(tid uint64) bool {
	var path [48]byte
	n := copy(path[:], "/proc/self/task/")
	var digits [20]byte
	i := len(digits)
	for ; tid > 0; tid /= 10 {
		i--
		digits[i] = byte('0' + tid%10)
	}
	n += copy(path[n:], digits[i:])
	copy(path[n:], "/stat")
	fd := open((*byte)(noescape(unsafe.Pointer(&path[0]))), _O_RDONLY, 0)
	if fd < 0 {
		return true
	}
	var text [96]byte
	got := read(fd, noescape(unsafe.Pointer(&text[0])), int32(len(text)))
	closefd(fd)
	for j := got - 1; j >= 2; j-- {
		if text[j-2] == ')' {
			return text[j] == 'S'
		}
	}
	return true
}

// rkSignalsPending returns the signals that were sent to this process and that
// no thread has taken, the first in the lowest bit, by what proc(5) says.
func rkSignalsPending() uint64 {
	const path = "/proc/self/status\x00"
	fd := open(unsafe.StringData(path), _O_RDONLY, 0)
	if fd < 0 {
		return 0
	}
	var text [2048]byte
	got := read(fd, noescape(unsafe.Pointer(&text[0])), int32(len(text)))
	closefd(fd)
	const line = "\nShdPnd:\t"
	for i := int32(0); i+int32(len(line))+16 <= got; i++ {
		if string(text[i:i+int32(len(line))]) != line {
			continue
		}
		var set uint64
		for _, c := range text[i+int32(len(line)):][:16] {
			set = set<<4 | uint64(c&15) + uint64(c>>6)*9
		}
		return set
	}
	return 0
}
