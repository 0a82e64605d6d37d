//go:build race

package runtime

import (
	"internal/abi"
	"unsafe"
)

// rkdTell prints the races that were found since the last call, as ThreadSanitizer
// prints them.
func rkdTell() {
	if rkd.Count() == rkdCount {
		return
	}
	rkdErrors += uintptr(rkd.Count() - rkdCount)
	rkdCount = rkd.Count()
	for all := rkd.Races(); rkdTold < len(all); rkdTold++ {
		rkdPrint(&all[rkdTold])
	}
}

func rkdPrint(r *rkd_Race) {
	printlock()
	print("==================\nWARNING: DATA RACE\n")
	rkdPrintSide(&r.Later, r.Addr, "")
	print("\n")
	rkdPrintSide(&r.Earlier, r.Addr, "Previous ")
	rkdPrintStart(&r.Later)
	if r.Earlier.Person != r.Later.Person {
		rkdPrintStart(&r.Earlier)
	}
	print("==================\n")
	printunlock()
}

func rkdPrintSide(s *rkd_Side, addr uint64, previous string) {
	verb := [4]string{"Read", "Write", "Atomic read", "Atomic write"}[s.Kind]
	if previous != "" {
		verb = [4]string{"read", "write", "atomic read", "atomic write"}[s.Kind]
	}
	print(previous, verb, " at ")
	printpointer(unsafe.Pointer(uintptr(addr)))
	print(" by goroutine ", s.Person, ":\n")
	rkdPrintStack(s.Site)
}

func rkdPrintStart(s *rkd_Side) {
	if s.Started == 0 {
		return
	}
	state := "running"
	if s.Ended {
		state = "finished"
	}
	print("\nGoroutine ", s.Person, " (", state, ") created at:\n")
	rkdPrintStack(s.Started)
}

// rkdPrintStack prints the frames of a site, those of functions that are inlined as
// well. Places are where calls return to.
func rkdPrintStack(site uint32) {
	if site == 0 {
		print("  [failed to restore the stack]\n")
	}
	for ; site > rkd_rootSite; site = rkd.At(site).Parent {
		pc := rkdText + uintptr(rkd.At(site).PC)
		fi := findfunc(pc - 1)
		if !fi.valid() {
			continue
		}
		u, uf := newInlineUnwinder(fi, pc-1)
		for ; uf.valid(); uf = u.next(uf) {
			sf := u.srcFunc(uf)
			if sf.funcID == abi.FuncIDWrapper && u.isInlined(uf) {
				continue
			}
			file, line := u.fileLine(uf)
			print("  ", sf.name(), "()\n      ", file, ":", line, " +", hex(pc-1-fi.entry()), "\n")
		}
	}
}

// rkdSteps is what rkdClashes returns: it is of this execution.
var rkdSteps [2 * rkd_mostRaces]uint32

// rkdClashes returns the steps of the two accesses of each race that was told, the
// later one first.
func rkdClashes() []uint32 {
	all := rkd.Races()
	for i := range all {
		rkdSteps[2*i], rkdSteps[2*i+1] = all[i].Later.Step, all[i].Earlier.Step
	}
	return rkdSteps[:2*len(all)]
}
