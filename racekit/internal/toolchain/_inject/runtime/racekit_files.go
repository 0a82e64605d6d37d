package runtime

import _ "unsafe" // for go:linkname

// The times of files, which the kernel sets by the machine's clock, as the
// program sees them: on its own clock. What was modified before the process
// started is as old as it is, by a shift that Chtimes undoes. What was modified
// since then was so in virtual time, which the kernel does not know: such a time
// is shown as late as the order of all times that were shown, and of the jumps of
// the clock, allows.

// An rkFileTime is a time of a file, and the time that is shown for it, in
// nanoseconds since 1970.
type rkFileTime struct{ real, shown int64 }

// An rkFileMark is a jump of the clock: what was modified up to real was so
// before it.
type rkFileMark struct{ real, before, after int64 }

const (
	rkMaxFileMarks = 4 // as each takes rkFileTick
	// rkFileTick is longer than the kernel's clock for files stands still, in
	// microseconds.
	rkFileTick = 10_000
)

var rkFiles rkFilesType

type rkFilesType struct {
	start int64 // the machine's time when the process started
	shift int64 // the machine's time less the program's, then
	wrote bool  // to a file since the last mark

	marks  [rkMaxFileMarks]rkFileMark // of this execution
	nmarks int
	seen   [256]rkFileTime // in this execution, by real
	nseen  int
	set    [256]rkFileTime // by Chtimes, to a time that the shift does not give
	nset   int
}

func rkStartFileTime() {
	sec, nsec, _ := time_now()
	rkFiles.start = sec*rkSecond + int64(nsec)
	rkFiles.shift = rkFiles.start - rkWall()
}

// rkWall is the program's time of day, in nanoseconds since 1970.
func rkWall() int64 { return rkEpoch*rkSecond + rk.clock + rk.skew }

// rkForgetFileTimes begins an execution.
func rkForgetFileTimes() { rkFiles.nmarks, rkFiles.nseen, rkFiles.wrote = 0, 0, false }

// rkWrites is told that a file is written to.
//
//go:linkname rkWrites os.rkWrites
func rkWrites() { rkFiles.wrote = true }

// rkMarkFiles is told that the clock is about to jump to when. Files that were
// written to before the jump must have other times than those after it, though
// it takes no time. g0.
func rkMarkFiles(when int64) {
	f := &rkFiles
	if !f.wrote || f.nmarks == len(f.marks) || when <= rk.clock {
		return
	}
	f.wrote = false
	sec, nsec, _ := time_now()
	now := rkWall()
	f.marks[f.nmarks] = rkFileMark{sec*rkSecond + int64(nsec), now, now + when - rk.clock}
	f.nmarks++
	usleep(rkFileTick)
}

// rkShowFileTime returns what the program sees of a file's time.
//
//go:linkname rkShowFileTime os.rkShowFileTime
func rkShowFileTime(real int64) int64 {
	f := &rkFiles
	if !rkVirtual() {
		return real
	}
	if real <= f.start {
		return real - f.shift
	}
	for _, t := range f.set[:f.nset] {
		if t.real == real {
			return t.shown
		}
	}
	return f.show(real)
}

// show gives a time of this process its place among the others.
func (f *rkFilesType) show(real int64) int64 {
	low, high := int64(0), rkWall()
	for _, m := range f.marks[:f.nmarks] {
		if real <= m.real {
			high = min(high, m.before)
		} else {
			low = max(low, m.after)
		}
	}
	at := f.nseen
	for i, t := range f.seen[:f.nseen] {
		switch {
		case t.real == real:
			return t.shown
		case t.real < real:
			low = max(low, t.shown+1)
		case at == f.nseen:
			at = i
			high = min(high, t.shown)
		}
	}
	shown := max(low, high)
	if f.nseen < len(f.seen) {
		copy(f.seen[at+1:], f.seen[at:f.nseen])
		f.seen[at] = rkFileTime{real, shown}
		f.nseen++
	}
	return shown
}

// rkSetFileTime returns the time that Chtimes is to give a file so that the
// program sees shown.
//
//go:linkname rkSetFileTime os.rkSetFileTime
func rkSetFileTime(shown int64) int64 {
	f := &rkFiles
	if !rkVirtual() {
		return shown
	}
	real := shown + f.shift
	if real <= f.start {
		return real
	}
	for i := range f.set[:f.nset] {
		if f.set[i].real == real {
			f.set[i].shown = shown
			return real
		}
	}
	f.set[f.nset%len(f.set)] = rkFileTime{real, shown}
	f.nset = min(f.nset+1, len(f.set))
	return real
}
