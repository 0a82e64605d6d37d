package execution

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Served answers a request of the protocol in this process: the reply, the
// events of the execution that it describes, and what its test has logged. A
// reply is nil if an execution is in progress.
type Served func(request []byte) (reply, events, log []byte)

// Protocol names the protocol: who has another one is not understood.
var Protocol = wire.Version

// InProcess runs executions in this process. What a worker does for its parent
// it cannot do: the end of the process ends the exploration, the detector's
// report goes where the process prints, and there is no process but this one,
// which is thus the one in which findings are confirmed.
type InProcess struct {
	serve   Served
	symbols map[uint32][]trace.Frame
	globals func() *globals
}

var _ Laboratory = (*InProcess)(nil)

// NewInProcess returns a laboratory on the test that serve belongs to.
func NewInProcess(serve Served) *InProcess {
	return &InProcess{serve: serve, symbols: map[uint32][]trace.Frame{}, globals: sync.OnceValue(func() *globals {
		path, _ := os.Executable()
		return readGlobals(path)
	})}
}

// alone keeps executions of several tests in this process apart.
var alone sync.Mutex

// Run implements Executor.
func (p *InProcess) Run(ctx context.Context, spec Spec) (Outcome, error) {
	b, err := p.RunBatch(ctx, spec, 1)
	return single(&spec, b, b.Sites, err)
}

// Fresh implements Laboratory. The process is this one.
func (p *InProcess) Fresh(ctx context.Context, spec Spec) (Outcome, error) {
	if spec.Isolated {
		return Outcome{}, ErrOneProcess
	}
	return p.Run(ctx, spec)
}

// RunBatch implements Batcher. It looks at ctx before it begins, not between
// executions.
func (p *InProcess) RunBatch(ctx context.Context, spec Spec, n int) (Batch, error) {
	alone.Lock()
	defer alone.Unlock()
	if ctx.Err() != nil {
		return Batch{}, ctx.Err()
	}
	f, events, log := p.ask(wire.AppendRun(nil, request(spec, n)))
	if f.typ == 0 {
		return Batch{}, fmt.Errorf("%s cannot be explored from inside an execution", spec.Test)
	}
	s, err := seriesOf(spec, n, f)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{Runs: s.runs, Sites: s.learned}
	if s.stop == nil {
		return b, nil
	}
	s.events, s.output = eventsOf(events), log
	if err := p.learn(codeOf(&s)); err != nil {
		return b, err
	}
	b.Stop = outcome(&spec, &s, func(pc uint32) []trace.Frame { return p.symbols[pc] }, func(at uint64) reflect.Kind { return p.globals().kindAt(at) })
	return b, nil
}

func (p *InProcess) ask(request []byte) (f frame, events, log []byte) {
	reply, events, log := p.serve(request)
	typ, _, ok := wire.ParseHeader(reply)
	if !ok {
		return frame{}, nil, nil
	}
	return frame{typ: typ, payload: reply[wire.HeaderSize:]}, events, log
}

func (p *InProcess) learn(pcs []uint32) error {
	var unknown []uint32
	for _, pc := range pcs {
		if _, ok := p.symbols[pc]; !ok {
			unknown = append(unknown, pc)
		}
	}
	f, _, _ := p.ask(wire.AppendSymbolize(nil, &wire.SymbolRequest{PCs: unknown}))
	frames, ok := framesOf(f, len(unknown))
	if !ok {
		return errFormat
	}
	for i, pc := range unknown {
		p.symbols[pc] = frames[i]
	}
	return nil
}

// framesOf reads the reply to a request for n symbols.
func framesOf(f frame, n int) ([][]trace.Frame, bool) {
	m, ok := wire.ParseFrames(f.payload)
	if f.typ != wire.TypeFrames || !ok || len(m.Lists) != n {
		return nil, false
	}
	out := make([][]trace.Frame, n)
	for i, l := range m.Lists {
		for _, c := range l.Frames {
			out[i] = append(out[i], trace.Frame{Func: c.Func, File: c.File, Line: c.Line, Entry: c.Entry})
		}
	}
	return out, true
}
