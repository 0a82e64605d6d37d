package execution

import (
	"context"
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// lookup returns a function that knows the frames at pcs. It starts a worker
// if the one that ran has ended before it could be asked.
func (p *Pool) lookup(ctx context.Context, pcs []uint32) (func(uint32) []trace.Frame, error) {
	if len(p.unknown(pcs)) > 0 {
		w, err := Start(ctx, p.command)
		if err != nil {
			return nil, err
		}
		defer w.Kill()
		if err := p.learn(ctx, w, pcs); err != nil {
			return nil, err
		}
	}
	return func(pc uint32) []trace.Frame {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.symbols[pc]
	}, nil
}

// learn asks w for the symbols that are not known yet.
func (p *Pool) learn(ctx context.Context, w *Worker, pcs []uint32) error {
	pcs = p.unknown(pcs)
	if len(pcs) == 0 {
		return nil
	}
	frames, err := w.symbolize(ctx, pcs)
	if err != nil {
		return fmt.Errorf("look up source lines: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, pc := range pcs {
		p.symbols[pc] = frames[i]
	}
	return nil
}

func (p *Pool) unknown(pcs []uint32) []uint32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []uint32
	for _, pc := range pcs {
		if _, ok := p.symbols[pc]; !ok && pc != 0 {
			out = append(out, pc)
		}
	}
	return out
}
