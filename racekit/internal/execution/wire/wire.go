// Package wire is the protocol between racekit and a worker.
//
// The same source is injected into package testing of the controlled Go
// toolchain, and memory.go into package runtime. So it imports nothing but sched,
// which goes there too, uses no maps, and none of its top-level names is also the
// name of a local variable.
package wire

// The types of frames. A frame is the length of what follows as a
// little-endian 32-bit word, the type, and a message.
const (
	TypeRun       = 'R' // to the worker: RunRequest
	TypeSymbolize = 'S' // to the worker: SymbolRequest
	TypeQuit      = 'Q' // to the worker: nothing
	TypeHello     = 'H' // from the worker: HelloReply
	TypeDone      = 'D' // from the worker: DoneReply
	TypeFrames    = 'F' // from the worker: FramesReply
	TypeError     = 'E' // from the worker: ErrorReply
)

const (
	// HeaderSize is that of a frame's length and type.
	HeaderSize = 5
	// MaxPayload bounds a message.
	MaxPayload = 256 << 20
)

// ParseHeader reads a frame's header and returns its type and how many bytes
// of message follow.
func ParseHeader(b []byte) (typ byte, size int, ok bool) {
	if len(b) < HeaderSize {
		return 0, 0, false
	}
	n := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	if n == 0 || n-1 > MaxPayload {
		return 0, 0, false
	}
	return b[4], int(n - 1), true
}

// A Span is N steps in a row of one task.
type Span struct {
	Task uint32
	N    uint32
}

// Compress returns the run-length form of a script.
func Compress(script []uint32) []Span {
	var out []Span
	for _, id := range script {
		if n := len(out); n > 0 && out[n-1].Task == id && out[n-1].N < 1<<32-1 {
			out[n-1].N++
		} else {
			out = append(out, Span{Task: id, N: 1})
		}
	}
	return out
}

// Expand appends the script to dst. It reports false, and appends nothing, if
// the script has more than limit steps.
func Expand(dst []uint32, spans []Span, limit int) ([]uint32, bool) {
	total := uint64(0)
	for _, s := range spans {
		total += uint64(s.N)
		if total > uint64(limit) {
			return dst, false
		}
	}
	for _, s := range spans {
		for range s.N {
			dst = append(dst, s.Task)
		}
	}
	return dst, true
}
