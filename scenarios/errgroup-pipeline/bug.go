package errgrouppipeline

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

var errBad = errors.New("bad value")

// A process sends the numbers below n to a consumer that fails at the first.
type process func(ctx context.Context, n int) error

func ignoring(ctx context.Context, n int) error {
	g, _ := errgroup.WithContext(ctx)
	values := make(chan int)
	g.Go(func() error {
		defer close(values)
		for v := range n {
			values <- v
		}
		return nil
	})
	g.Go(func() error { return consume(values) })
	return g.Wait()
}

func consume(values <-chan int) error {
	for range values {
		return errBad
	}
	return nil
}

func nested(ctx context.Context, n int) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(1)
	g.Go(func() error {
		for range n {
			g.Go(func() error { return errBad })
		}
		return nil
	})
	return g.Wait()
}
