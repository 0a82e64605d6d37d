package errgrouppipeline

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func selecting(ctx context.Context, n int) error {
	g, ctx := errgroup.WithContext(ctx)
	values := make(chan int)
	g.Go(func() error {
		defer close(values)
		for v := range n {
			select {
			case values <- v:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error { return consume(values) })
	return g.Wait()
}
