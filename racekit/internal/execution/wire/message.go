package wire

import "github.com/racekit/toolkit/racekit/internal/sched"

// The bits of RunRequest.Flags.
const (
	FlagRealTime = 1 << 0
	FlagEarly    = 1 << 1
	FlagLearn    = 1 << 2
	FlagTrace    = 1 << 3 // stop after the first execution and describe it
	FlagStacks   = 1 << 4 // a stack per event
	FlagLeaks    = 1 << 5
	FlagWide     = 1 << 6 // say who could run at each step; nothing but decisions matters
	FlagSteps    = 1 << 7 // call runtime.rkStep with each step, for a debugger to stop there
	FlagValues   = 1 << 8 // what accesses of memory found and left
)

// A RunRequest asks for executions Index to Index+Count-1 of a test. The
// worker stops at the first with something wrong.
type RunRequest struct {
	Test     string
	Run      string // as -test.run, for the subtests; empty is the worker's own
	Input    string // what the test is to do, in its library's words
	Index    int
	Count    int
	Seed     uint64 // base: an execution's own is sched.Derive(Seed, index)
	Kind     uint8  // sched.Kind
	Depth    int
	Estimate int // sched.Config.Steps
	Model    uint8
	Flags    uint32
	MaxSteps int
	Timeout  int64 // nanoseconds of virtual time; 0 is none
	Script   []Span
	Sites    []uint32 // ascending
	Profile  sched.Profile
	Plans    []Plan // if there are any, one per execution, and all have index Index
}

// A Plan is the default schedule but for some turns.
type Plan struct{ Turns []sched.Turn }

// A SymbolRequest asks what code is at some offsets from the text's start.
type SymbolRequest struct {
	PCs []uint32
}

// A HelloReply is the first thing that a worker sends.
type HelloReply struct {
	Proto     uint32
	GoVersion string
	Arch      string
	Race      bool
	Detector  uint8 // a Detector
	Tests     []string
	Examples  []string
	Fuzzers   []string
}

// A DoneReply answers a RunRequest.
type DoneReply struct {
	Runs    []RunRecord // in order of index, the one that stopped included
	Stopped bool
	Outcome RawOutcome // of the last run, if Stopped
	Learned []uint32   // contended sites found, ascending
}

// A RunRecord is the short form of an execution.
type RunRecord struct {
	Hash    uint64
	Steps   int
	Tasks   int
	Choices int // steps at which more than one task was ready
	Uses    uint32
	Marks   []string

	Pairs []uint32 // of sched.Cover that no earlier run of the reply has shown
}

// A RawOutcome is an execution.Outcome before symbolization: stacks are
// code offsets, innermost first, that point into the calling instruction.
type RawOutcome struct {
	Status     uint8 // StatusPassed and so on
	Index      int
	Seed       uint64
	Hash       uint64
	Steps      int
	Races      int
	Switches   int
	Begin      int64 // of the output that belongs to this execution
	End        int64
	Message    string
	Culprit    uint32
	Stack      []uint32
	Leaked     []uint32
	Left       []uint32
	DivergedAt int
	External   bool
	Whole      bool // the test explores itself, and is no execution
	Notes      []NoteRecord
	Goroutines []TaskRecord
	Table      []StackRecord // the distinct stacks of events; empty unless asked for
	EventStack []uint32      // per event, an index into Table
	Offers     []sched.Offer // of all steps in order, for FlagWide; none if there was no room
	Uses       uint32        // what the execution depended on beside its schedule, for FlagWide
	Values     []ValueRecord // in order of event, for FlagValues
	Tests      []TestRecord  // the test and its subtests, in order of start
	FailedTest uint32        // number of the one that failed first, from 1; 0 is none
	Outside    []uint32      // the stack of the goroutine that waited for I/O first; empty if none did
	Hopeless   bool          // all that could run changed nothing for long, and nothing else can
	Clashes    []uint32      // of each race that racekit's own detector told: the steps, from 1, of the later access and of the earlier one
}

// The values of RawOutcome.Status.
const (
	StatusPassed = iota
	StatusSkipped
	StatusFailed
	StatusPanicked
	StatusDeadlock
	StatusLivelock
	StatusTimedOut
)

// A TestRecord is a test or subtest of an execution.
type TestRecord struct {
	Name   string
	Task   uint32 // the goroutine that runs it
	Result uint8  // the bits below
}

// The bits of TestRecord.Result.
const (
	TestFailed  = 1 << 0
	TestSkipped = 1 << 1
	TestDone    = 1 << 2 // it has ended, and its subtests too
)

// A NoteRecord is a trace.Note.
type NoteRecord struct {
	Step int
	Task uint32
	Text string
}

// A TaskRecord is a goroutine at the end of an execution.
type TaskRecord struct {
	ID     uint32
	Parent uint32
	Start  uint32 // code offset of the function that it runs
	Go     uint32 // code offset of the go statement
	State  uint8  // TaskEnded and so on
	Op     uint8  // sched.Op
	Object uint32
	Wait   string
	Stack  []uint32

	Signature uint64 // the same in all executions: sched.Kin
}

// A StackRecord is a stack, innermost first.
type StackRecord struct {
	PCs []uint32
}

// A FramesReply answers a SymbolRequest: per offset its frames, of which
// there are several where calls were inlined.
type FramesReply struct {
	Lists []FrameList
}

// A FrameList is what is at one code offset, innermost first.
type FrameList struct {
	Frames []CodeFrame
}

// A CodeFrame is a line of code.
type CodeFrame struct {
	Func  string
	File  string
	Line  int
	Entry int // line on which Func starts
}

// An ErrorReply says why a request was not served.
type ErrorReply struct {
	Text string
}

func (c *codec) runRequest(m *RunRequest) {
	c.text(&m.Test)
	c.text(&m.Run)
	c.text(&m.Input)
	c.size(&m.Index)
	c.size(&m.Count)
	c.u64(&m.Seed)
	c.u8(&m.Kind)
	c.size(&m.Depth)
	c.size(&m.Estimate)
	c.u8(&m.Model)
	c.u32(&m.Flags)
	c.size(&m.MaxSteps)
	c.offset(&m.Timeout)
	list(c, &m.Script, 2, func(s *Span) {
		c.u32(&s.Task)
		c.u32(&s.N)
	})
	c.deltas(&m.Sites)
	c.words(&m.Profile.Counts)
	list(c, &m.Profile.Weights, 10, func(w *sched.Weight) {
		c.u32(&w.Of)
		c.u32(&w.N)
		c.fixed64(&w.Sig)
	})
	list(c, &m.Profile.Uses, 9, func(u *sched.Use) {
		c.u32(&u.Of)
		c.fixed64(&u.Key)
	})
	list(c, &m.Plans, 1, func(p *Plan) {
		list(c, &p.Turns, 3, func(t *sched.Turn) {
			c.u32(&t.After)
			c.u32(&t.Nth)
			c.u32(&t.To)
		})
	})
}

func (c *codec) helloReply(m *HelloReply) {
	c.u32(&m.Proto)
	c.text(&m.GoVersion)
	c.text(&m.Arch)
	c.flag(&m.Race)
	c.u8(&m.Detector)
	list(c, &m.Tests, 1, c.text)
	list(c, &m.Examples, 1, c.text)
	list(c, &m.Fuzzers, 1, c.text)
}

func (c *codec) doneReply(m *DoneReply) {
	list(c, &m.Runs, 13, c.runRecord)
	c.flag(&m.Stopped)
	if m.Stopped {
		c.rawOutcome(&m.Outcome)
	}
	c.deltas(&m.Learned)
}

func (c *codec) runRecord(r *RunRecord) {
	c.fixed64(&r.Hash)
	c.size(&r.Steps)
	c.size(&r.Tasks)
	c.size(&r.Choices)
	c.u32(&r.Uses)
	list(c, &r.Marks, 1, c.text)
	c.words(&r.Pairs)
}

func (c *codec) rawOutcome(m *RawOutcome) {
	c.u8(&m.Status)
	c.size(&m.Index)
	c.fixed64(&m.Seed)
	c.fixed64(&m.Hash)
	c.size(&m.Steps)
	c.size(&m.Races)
	c.size(&m.Switches)
	c.offset(&m.Begin)
	c.offset(&m.End)
	c.text(&m.Message)
	c.u32(&m.Culprit)
	c.words(&m.Stack)
	c.words(&m.Leaked)
	c.words(&m.Left)
	c.size(&m.DivergedAt)
	c.flag(&m.External)
	c.flag(&m.Whole)
	list(c, &m.Notes, 3, func(n *NoteRecord) {
		c.size(&n.Step)
		c.u32(&n.Task)
		c.text(&n.Text)
	})
	list(c, &m.Goroutines, 17, c.taskRecord)
	list(c, &m.Table, 1, func(s *StackRecord) { c.words(&s.PCs) })
	c.words(&m.EventStack)
	list(c, &m.Offers, 7, func(o *sched.Offer) {
		c.u32(&o.Task)
		c.u32(&o.PC)
		c.u64(&o.Object)
		c.u32(&o.Size)
		c.u8((*uint8)(&o.Op))
		c.u8(&o.Flags)
		c.u8(&o.Ways)
	})
	c.u32(&m.Uses)
	list(c, &m.Values, 7, func(v *ValueRecord) {
		c.u32(&v.Event)
		c.u8(&v.Kind)
		c.u8(&v.Width)
		c.u8(&v.Swap)
		c.u64(&v.Global)
		c.u64(&v.Before)
		c.u64(&v.After)
	})
	list(c, &m.Tests, 3, func(t *TestRecord) {
		c.text(&t.Name)
		c.u32(&t.Task)
		c.u8(&t.Result)
	})
	c.u32(&m.FailedTest)
	c.words(&m.Outside)
	c.flag(&m.Hopeless)
	c.words(&m.Clashes)
}

func (c *codec) taskRecord(t *TaskRecord) {
	c.u32(&t.ID)
	c.u32(&t.Parent)
	c.u32(&t.Start)
	c.u32(&t.Go)
	c.u8(&t.State)
	c.u8(&t.Op)
	c.u32(&t.Object)
	c.text(&t.Wait)
	c.words(&t.Stack)
	c.fixed64(&t.Signature)
}

func (c *codec) framesReply(m *FramesReply) {
	list(c, &m.Lists, 1, func(l *FrameList) {
		list(c, &l.Frames, 4, func(f *CodeFrame) {
			c.text(&f.Func)
			c.text(&f.File)
			c.size(&f.Line)
			c.size(&f.Entry)
		})
	})
}
