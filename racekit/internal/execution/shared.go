package execution

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"

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
const maxOffers = (sharedSize - wire.OffersOffset) / wire.OfferSize

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
		offered: int(min(word(wire.WordOffered), maxOffers)),
		uses:    uint32(word(wire.WordUses)),
		late:    word(wire.WordLate) != 0,
	}, nil
}

func readEvents(f io.ReaderAt, n int) ([]trace.Event, error) {
	if n == 0 {
		return nil, nil
	}
	b := make([]byte, n*wire.EventSize)
	if _, err := f.ReadAt(b, wire.EventsOffset); err != nil {
		return nil, fmt.Errorf("read the trace from the shared file: %w", err)
	}
	return eventsOf(b), nil
}

func eventsOf(b []byte) []trace.Event {
	events := make([]trace.Event, min(len(b)/wire.EventSize, maxEvents))
	for i := range events {
		r := b[i*wire.EventSize:]
		events[i] = trace.Event{
			Task:   sched.TaskOf(binary.LittleEndian.Uint32(r)),
			Way:    sched.WayOf(binary.LittleEndian.Uint32(r)),
			PC:     binary.LittleEndian.Uint32(r[4:]),
			Object: binary.LittleEndian.Uint32(r[8:]),
			Op:     sched.Op(r[12]),
			Switch: r[13]&sched.Preempted != 0,
			Ready:  binary.LittleEndian.Uint16(r[14:]),

			Resumed: r[13]&sched.Resumed != 0,
			Missed:  r[13]&sched.Missed != 0,
			Sent:    r[13]&sched.Sent != 0,
			Room:    r[13] >> sched.RoomShift,
		}
	}
	return events
}

func readOffers(f io.ReaderAt, n int) ([]wire.OfferRecord, error) {
	b := make([]byte, n*wire.OfferSize)
	if _, err := f.ReadAt(b, wire.OffersOffset); err != nil {
		return nil, fmt.Errorf("read from the shared file who could run: %w", err)
	}
	offers := make([]wire.OfferRecord, n)
	for i := range offers {
		r := b[i*wire.OfferSize:]
		offers[i] = wire.OfferRecord{
			Task: binary.LittleEndian.Uint32(r), PC: binary.LittleEndian.Uint32(r[4:]), Object: binary.LittleEndian.Uint64(r[8:]),
			Size: binary.LittleEndian.Uint32(r[16:]), Op: r[20], Flags: r[21], Ways: r[22],
		}
	}
	return offers, nil
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
