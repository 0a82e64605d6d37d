package log

import (
	"io"
	"os"
	"unsafe"
)

// A line that goes where the program can read it is what its locks and atomics
// are: points. One that goes to a sink is one step, or every schedule would have
// an order of lines that nobody sees.

// rkHush and rkPrint are in package runtime: how many points are left out, and a
// point before a line that goes to a sink.
//
//go:linkname rkHush
func rkHush(d int32)

//go:linkname rkPrint
func rkPrint(l unsafe.Pointer, pc uintptr)

// The sinks, whatever the program has put in the variables of package os since.
var rkStdout, rkStderr = os.Stdout, os.Stderr

// rkSink reports whether the program cannot read what l prints.
//
//go:norace
func (l *Logger) rkSink() bool {
	f, ok := l.out.(*os.File)
	return ok && (f == rkStdout || f == rkStderr) || l.out == io.Discard
}

// rkDiscards reports whether l prints nothing. That it does is a step.
func (l *Logger) rkDiscards() bool {
	rkHush(1)
	discards := l.isDiscard.Load()
	rkHush(-1)
	return discards && l.isDiscard.Load()
}

// rkSettings reads what is printed with each line.
func (l *Logger) rkSettings() (prefix string, flag int) {
	d := l.rkQuiet(l.rkSink())
	prefix, flag = l.Prefix(), l.Flags()
	rkHush(-d)
	return prefix, flag
}

// rkLock locks outMu for a line, called at pc, and reports whether that goes to a
// sink. Others may run at the point, and have the line go elsewhere, or hold the
// lock: then it is a wait like others.
func (l *Logger) rkLock(pc uintptr) (sink bool) {
	if l.rkSink() {
		rkPrint(unsafe.Pointer(l), pc)
		if l.rkSink() && l.rkTryLock() {
			return true
		}
	}
	l.outMu.Lock()
	return false
}

func (l *Logger) rkTryLock() bool {
	rkHush(1)
	defer rkHush(-1)
	return l.outMu.TryLock()
}

func (l *Logger) rkUnlock(sink bool) {
	d := l.rkQuiet(sink)
	l.outMu.Unlock()
	rkHush(-d)
}

// rkQuiet leaves points out if the line goes to a sink. What it returns ends that.
func (l *Logger) rkQuiet(sink bool) int32 {
	if !sink {
		return 0
	}
	rkHush(1)
	return 1
}
