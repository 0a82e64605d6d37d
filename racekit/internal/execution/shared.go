package execution

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"unsafe"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// sharedSize is that of the shared file. It is sparse: only the part that
// events were written to takes memory.
const sharedSize = 256 << 20

// maxEvents is how many events are read from it, which is as many as a record
// of a finding can hold.
const maxEvents = 1 << 22

// maxOffers is how many offers are read, which is how many fit.
const maxOffers = (sharedSize - wire.OffersOffset) / offerSize

// The sizes of what a worker has written down, which is as it has it in memory.
const (
	eventSize = int(unsafe.Sizeof(sched.Event{}))
	offerSize = int(unsafe.Sizeof(sched.Offer{}))
)

// A header is what the worker's runtime says about the current execution.
type header struct {
	running bool
	index   int
	steps   uint64
	stored  int
	tasks   int
	output  int64
	offered int // offers of a wide execution
	uses    uint32
	late    bool // the test has returned long ago
}

// newShared makes the file that the worker's runtime maps and that outlives
// its crash. Its magic and version say what the runtime has to find.
func newShared() (*os.File, error) {
	f, err := tempFile(sharedDir(), "racekit-shared-")
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(sharedSize); err != nil {
		f.Close()
		return nil, fmt.Errorf("make room for the trace: %w", err)
	}
	start := binary.LittleEndian.AppendUint64(nil, wire.SharedMagic)
	start = binary.LittleEndian.AppendUint64(start, wire.SharedVersion)
	if _, err := f.WriteAt(start, 0); err != nil {
		f.Close()
		return nil, fmt.Errorf("begin the shared file: %w", err)
	}
	return f, nil
}

// tempFile returns a file that vanishes when it is closed.
func tempFile(dir, prefix string) (*os.File, error) {
	f, err := os.CreateTemp(dir, prefix)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func readHeader(f io.ReaderAt) (header, error) {
	var b [(wire.WordLate + 1) * 8]byte
	if _, err := f.ReadAt(b[:], 0); err != nil {
		return header{}, fmt.Errorf("read the shared file: %w", err)
	}
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(b[i*8:]) }
	if m, v := word(wire.WordMagic), word(wire.WordVersion); m != wire.SharedMagic || v != wire.SharedVersion {
		return header{}, fmt.Errorf("the shared file starts with %#x, version %d, want %#x, version %d: the test binary was built by another racekit, or a test writes to descriptor %d",
			m, v, uint64(wire.SharedMagic), wire.SharedVersion, wire.FDShared)
	}
	return header{
		running: word(wire.WordState) == wire.StateRunning,
		index:   int(word(wire.WordIndex)),
		steps:   word(wire.WordSteps),
		stored:  int(min(word(wire.WordStored), maxEvents)),
		tasks:   int(word(wire.WordTasks)),
		output:  int64(word(wire.WordOutput)),
		offered: int(min(word(wire.WordOffered), uint64(maxOffers))),
		uses:    uint32(word(wire.WordUses)),
		late:    word(wire.WordLate) != 0,
	}, nil
}

func readEvents(f io.ReaderAt, n int) ([]trace.Event, error) {
	if n == 0 {
		return nil, nil
	}
	b := make([]byte, n*eventSize)
	if _, err := f.ReadAt(b, wire.EventsOffset); err != nil {
		return nil, fmt.Errorf("read the trace from the shared file: %w", err)
	}
	return eventsOf(b), nil
}

func eventsOf(b []byte) []trace.Event {
	raw := records[sched.Event](b)
	events := make([]trace.Event, min(len(raw), maxEvents))
	for i := range events {
		e := &raw[i]
		events[i] = trace.Event{
			Task:   sched.TaskOf(e.Task),
			Way:    sched.WayOf(e.Task),
			PC:     e.PC,
			Object: e.Object,
			Op:     e.Op,
			Switch: e.Flags&sched.Preempted != 0,
			Ready:  e.Ready,

			Resumed: e.Flags&sched.Resumed != 0,
			Missed:  e.Flags&sched.Missed != 0,
			Sent:    e.Flags&sched.Sent != 0,
			Room:    e.Flags >> sched.RoomShift,
		}
	}
	return events
}

func readOffers(f io.ReaderAt, n int) ([]sched.Offer, error) {
	b := make([]byte, n*offerSize)
	if _, err := f.ReadAt(b, wire.OffersOffset); err != nil {
		return nil, fmt.Errorf("read from the shared file who could run: %w", err)
	}
	return records[sched.Offer](b), nil
}

// records returns what b has, a copy of the memory of a process of this machine
// that is made of the same sources.
func records[T any](b []byte) []T {
	var one T
	size := int(unsafe.Sizeof(one))
	out := make([]T, len(b)/size)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(out))), len(out)*size), b)
	return out
}

// keepOutput bounds the output that is kept of one execution.
const keepOutput = 4 << 20

// readOutput returns the bytes from begin to end, and says so where it leaves
// out the middle.
func readOutput(f io.ReaderAt, begin, end int64) ([]byte, error) {
	if begin < 0 || end <= begin {
		return nil, nil
	}
	if end-begin <= keepOutput {
		return readPart(f, begin, end)
	}
	head, err := readPart(f, begin, begin+keepOutput/2)
	if err != nil {
		return nil, err
	}
	tail, err := readPart(f, end-keepOutput/2, end)
	if err != nil {
		return nil, err
	}
	head = fmt.Appendf(head, "\n... %d bytes of output left out ...\n", end-begin-keepOutput)
	return append(head, tail...), nil
}

func readPart(f io.ReaderAt, begin, end int64) ([]byte, error) {
	b := make([]byte, end-begin)
	n, err := f.ReadAt(b, begin)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the output: %w", err)
	}
	return b[:n], nil
}
