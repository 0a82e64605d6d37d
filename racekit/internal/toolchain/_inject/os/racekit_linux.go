package os

import "syscall"

// rkShowFileTimes puts the times that the program is to see into what the
// kernel says of a file.
func rkShowFileTimes(sys *syscall.Stat_t) {
	for _, t := range []*syscall.Timespec{&sys.Atim, &sys.Mtim, &sys.Ctim} {
		*t = syscall.NsecToTimespec(rkShowFileTime(syscall.TimespecToNsec(*t)))
	}
}
