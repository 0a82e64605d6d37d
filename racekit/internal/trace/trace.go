// Package trace holds what an execution did, as values: events, goroutines,
// and the source positions they stand for.
package trace

import "github.com/racekit/toolkit/racekit/internal/sched"

// An Event is one step of a schedule: the goroutine that was chosen and the
// operation that it then performed.
type Event struct {
	Task   uint32   // who ran; goroutines are numbered in order of creation
	Op     sched.Op // what it was about to do
	Ready  uint16   // how many goroutines could have run, this one included
	Object uint32   // the object operated on, numbered in order of first use; 0 is none
	PC     uint32   // code offset of the operation in the test binary; 0 is unknown
	Switch bool     // the goroutine that ran before could have gone on: a preemption
	Way    uint8    // of a select's ready cases, from 0, where that was a decision

	Resumed bool // goes on with the operation of its last step, in which it had to wait
	Missed  bool // the operation was not possible, and did nothing: the default of a select
	Sent    bool // select: the case that was taken is a send; Object is its channel
	// Room is a channel's capacity plus one; 0 is unknown, or more than sched.MaxRoom.
	Room uint8
}

// A Frame is one line of a stack. Func is the full name ("pkg/path.(*T).M"),
// File is as the compiler recorded it.
type Frame struct {
	Func  string
	File  string
	Line  int
	Entry int // line on which Func starts; 0 is unknown
}

// A Task is a goroutine of the execution.
type Task struct {
	ID        uint32
	Parent    uint32
	Start     string   // name of the function it runs
	CreatedAt Frame    // the go statement; zero for the first
	State     State    // at the end of the execution
	Wait      string   // why it waits, in the runtime's words ("chan receive"); empty if it does not
	Object    uint32   // what it waits for; 0 is unknown
	Op        sched.Op // its pending operation
	Stack     []Frame  // where it stands, innermost first; empty if it ended
	Signature uint64   // the same in all executions; 0 is unknown
}

// State says where a goroutine stood when the execution ended.
type State uint8

const (
	Ended    State = iota // returned
	Runnable              // could have gone on
	Blocked               // waits for another goroutine
	Sleeping              // waits for a timer
	External              // waits for I/O, a system call or a signal
)

// A Trace is a whole execution. Sites maps an Event's PC to its stack,
// innermost first; where stacks were not recorded it has one frame or none.
type Trace struct {
	Test   string // name of the top-level test
	Events []Event
	Tasks  []Task
	Sites  map[uint32][]Frame
	Notes  []Note // in order
	// Stacks holds, per event, the stack at that step; nil unless the Spec asked for it.
	Stacks [][]Frame
	// Values holds, by event, what accesses of memory found and left, as far as
	// that is certain; nil unless the Spec asked for it.
	Values map[int]Value
	// Tests are the test and its subtests, in order of start; nil if they are not
	// known. Failed is the number, from 1, of the one that was marked as failed
	// first; 0 is none.
	Tests  []Test
	Failed int
	// Choices holds, per event, the goroutines that could run at that step,
	// the chosen one included; nil unless the Spec asked for it.
	Choices [][]Choice
	// Races are the pairs that racekit's own race detector has told, in order; nil
	// if the detector is another one, which does not say where they are.
	Races []Race
}

// A Race is two accesses that nothing orders, as events: each is the access itself
// if that is a step, else the last step of its goroutine before it. -1 is unknown.
type Race struct{ Later, Earlier int }

// A Test is the test of an execution, or a subtest.
type Test struct {
	Name    string // "TestX", "TestX/sub"
	Task    uint32 // the goroutine that runs it
	Failed  bool
	Skipped bool
	Done    bool // it has ended, and its subtests too
}

// A Note is what the test said by racekit.Note.
type Note struct {
	Step int    // steps taken before
	Task uint32 // who said it
	Text string
}

// A Choice is a goroutine that could run, and what it was about to do.
type Choice struct {
	Task   uint32
	Op     sched.Op
	PC     uint32
	Waits  bool   // it would only begin to wait, without any other effect: known of Lock, RLock and WaitGroup.Wait
	Done   bool   // it was completed by who woke the goroutine, which just goes on
	Ways   uint8  // of the chosen one: how many ways its select had; 0 and 1 are no choice
	Object uint64 // address: comparable within one execution; 0 is unknown
	Size   uint32 // bytes of memory; 0 is a word
}

// Decisions returns the schedule: who ran at each step, as sched.Decision.
func (t *Trace) Decisions() []uint32 {
	out := make([]uint32, len(t.Events))
	for i, e := range t.Events {
		out[i] = sched.Decision(e.Task, e.Way)
	}
	return out
}
