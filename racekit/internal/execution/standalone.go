package execution

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
)

// Standalone returns the command that runs spec, after the warm-up if there is one, in a process
// without this one, for debuggers: the function runtime.rkStep is called with
// the number of each step, by the goroutine that is about to perform it. The
// requests are written to file, which the process reads.
func (c Command) Standalone(spec Spec, file string) (*exec.Cmd, error) {
	var text []byte
	if warms(spec) {
		text = wire.AppendRun(text, request(warmUpFor(spec), 1))
	}
	m := request(spec, 1)
	m.Flags |= wire.FlagTrace | wire.FlagSteps
	text = wire.AppendQuit(wire.AppendRun(text, m))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, fmt.Errorf("cannot write the schedule for another process: %w", err)
	}
	c.Epoch = cmp.Or(spec.Epoch, DefaultEpoch)
	cmd := exec.Command(c.Path, c.args()...)
	cmd.Dir = c.Dir
	cmd.Env = append(slices.DeleteFunc(c.environ(), func(kv string) bool { return strings.HasPrefix(kv, "RACEKIT_SHARED=") }), "RACEKIT_REPLAY="+file)
	return cmd, nil
}
