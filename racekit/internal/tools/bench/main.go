// Bench measures strategies and speed, and writes bench-shapes.md,
// bench-kernels.md, speed.md and detector-speed.md in docs/internal; with arguments only the named
// pages.
//
//	go run ./racekit/internal/tools/bench [-seeds 20] [shapes] [kernels] [speed] [detector]
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/file"
)

// A page is measured by one function, which returns its text.
type page struct {
	file  string
	write func(*bench, context.Context) (string, error)
}

var pages = map[string]page{
	"shapes":   {"bench-shapes.md", (*bench).shapesPage},
	"kernels":  {"bench-kernels.md", (*bench).kernelsPage},
	"speed":    {"speed.md", (*bench).speedPage},
	"detector": {"detector-speed.md", (*bench).detectorPage},
}

func main() {
	seeds := flag.Int("seeds", 20, "explore each program with `n` seeds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *seeds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, seeds int, names []string) error {
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(pages))
	}
	for _, name := range names {
		if _, ok := pages[name]; !ok {
			return fmt.Errorf("there is no page %q; the pages are %v", name, slices.Sorted(maps.Keys(pages)))
		}
	}
	if seeds < 2 {
		return fmt.Errorf("-seeds %d: at least 2 are needed for a mean and its interval", seeds)
	}
	b, err := newBench(ctx, seeds)
	if err != nil {
		return err
	}
	defer b.close()
	for _, name := range names {
		p := pages[name]
		text, err := p.write(b, ctx)
		if err != nil {
			return fmt.Errorf("measure %s: %w", name, err)
		}
		if err := file.Save(filepath.Join(b.root, "docs", "internal", p.file), file.Text(text)); err != nil {
			return err
		}
	}
	return nil
}
