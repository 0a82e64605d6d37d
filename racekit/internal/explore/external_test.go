package explore

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestNotRepeatable(t *testing.T) {
	frames := func(fns ...string) (out []trace.Frame) {
		for _, fn := range fns {
			out = append(out, trace.Frame{Func: fn})
		}
		return out
	}
	for _, tt := range []struct {
		reason string
		stack  []trace.Frame
		want   string
	}{
		{"the network", frames("runtime.gopark", "internal/poll.(*FD).Read", "net.(*netFD).Read", "net.(*conn).Read", "bufio.(*Reader).fill"),
			"not repeatable: goroutines wait for the network (net.(*conn).Read), which racekit does not control"},
		{"a pipe", frames("runtime.gopark", "internal/poll.(*FD).Read", "os.(*File).Read", "example.com/x.F"),
			"not repeatable: goroutines wait for I/O (os.(*File).Read), which racekit does not control"},
		{"a system call, whose stack nobody has", nil, "not repeatable: goroutines wait for the system, which racekit does not control"},
	} {
		f := &Found{Outcome: execution.Outcome{External: true, Outside: tt.stack}, Confirmation: Confirmation{Verdict: Inconsistent}}
		if got := strings.Join(f.Doubts(), "\n"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
