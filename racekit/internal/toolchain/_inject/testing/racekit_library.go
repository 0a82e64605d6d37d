package testing

import (
	"internal/race"
	"reflect"
	"runtime"
	"unsafe"
)

// What the controlled T offers to the racekit library, which finds out by these
// methods that the toolchain is controlled.

// rkInput is RunRequest.Input of the request that is served, and rkWhole says
// that the test of this execution explores itself.
var (
	rkInput string
	rkWhole bool
)

//go:linkname rkInside
func rkInside() uint32

//go:linkname rkEvents
func rkEvents() (unsafe.Pointer, uintptr)

//go:linkname rkUserPoint
func rkUserPoint(pc uintptr)

// RacekitInside returns the number of the execution that the caller is part of,
// and the input of its request; 0 if there is none.
func (c *common) RacekitInside() (input string, execution uint32) {
	execution = rkInside()
	if execution == 0 {
		return "", 0
	}
	return rkInput, execution
}

// RacekitDetector returns what looks for data races in this build, if it was made
// with -race.
func (c *common) RacekitDetector() uint8 { return uint8(rkw_Variant) }

// RacekitWhole says that the test explores itself and should not be explored.
// The test should skip itself then.
func (c *common) RacekitWhole() { rkWhole = true }

// What the execution in progress says. It is written without the detector's
// knowledge: whatever orders the writers would hide races from it.
var (
	rkMarks struct {
		n    int
		text [64]string
	}
	rkNotes struct {
		n   int
		all [1024]rkw_NoteRecord
	}
)

// rkUnsay forgets what earlier executions said.
//
//go:norace
func rkUnsay() { rkMarks.n, rkNotes.n = 0, 0 }

// rkSaid returns what the execution said.
//
//go:norace
func rkSaid() (marks []string, notes []rkw_NoteRecord) {
	return append(marks, rkMarks.text[:rkMarks.n]...), append(notes, rkNotes.all[:rkNotes.n]...)
}

//go:linkname rkWhere
func rkWhere() (step int, task uint32)

// RacekitMark counts this execution for text, once. Of more than 64 different
// texts in one execution the rest is lost.
//
//go:norace
func (c *common) RacekitMark(text string) {
	if rkInside() == 0 {
		return
	}
	for i := range rkMarks.n {
		if rkMarks.text[i] == text {
			return
		}
	}
	if rkMarks.n < len(rkMarks.text) {
		rkMarks.text[rkMarks.n] = text
		rkMarks.n++
	}
}

// RacekitNote puts args into the trace of this execution. Of more than 1024 notes the rest is lost.
//
//go:norace
func (c *common) RacekitNote(args ...any) {
	step, task := rkWhere()
	if task == 0 || rkNotes.n == len(rkNotes.all) {
		return
	}
	text := ""
	for _, arg := range args {
		text += rkShow(reflect.ValueOf(arg), rkShowDepth)
	}
	if rkNotes.n == len(rkNotes.all) {
		return // others spoke while a String method ran
	}
	rkNotes.all[rkNotes.n] = rkw_NoteRecord{Step: step, Task: task, Text: text}
	rkNotes.n++
}

// RacekitPoint is a scheduling point before what follows in the caller's caller.
func (c *common) RacekitPoint() {
	var pc [1]uintptr
	runtime.Callers(3, pc[:])
	rkUserPoint(pc[0])
}

// RacekitServe answers a request of the protocol between racekit and its
// workers in this process. The executions run body with a T of their own, while
// the caller waits. Beside the reply it returns the events of the execution
// that was described, and what its T has logged. The reply is nil if the
// request cannot be read, or an execution is in progress.
func (t *T) RacekitServe(request []byte, body func(*T)) (reply, events, log []byte) {
	typ, _, ok := rkw_ParseHeader(request)
	switch {
	case ok && typ == rkw_TypeSymbolize:
		if req, ok := rkw_ParseSymbolize(request[rkw_HeaderSize:]); ok {
			reply = rkw_AppendFrames(nil, rkFramesOf(req.PCs))
		}
		return reply, nil, nil
	case !ok || typ != rkw_TypeRun:
		return nil, nil, nil
	}
	req, ok := rkw_ParseRun(request[rkw_HeaderSize:])
	if !ok {
		return nil, nil, nil
	}
	var text rkText
	fresh := func() rkBody {
		text = text[:0]
		return &rkExecution{
			tests: []InternalTest{{Name: t.name, F: body}}, out: &text, matcher: newMatcher(nil, "", "", ""),
			prepare: func(c *common) { rkCopyPaths(c, &t.common) },
		}
	}
	done, ok := rkInProcess(fresh, &req)
	if !ok {
		return nil, nil, nil
	}
	for c := &t.common; c != nil; c = c.parent {
		c.lastRaceErrors.Store(int64(race.Errors())) // the executions' races are not the test's own
	}
	if p, n := rkEvents(); done.Stopped {
		events = append(events, unsafe.Slice((*byte)(p), n)...)
	}
	return rkw_AppendDone(nil, &done), events, text
}

// An rkText collects what is written.
type rkText []byte

func (t *rkText) Write(b []byte) (int, error) {
	*t = append(*t, b...)
	return len(b), nil
}
