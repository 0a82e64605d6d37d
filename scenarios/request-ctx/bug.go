package requestctx

import (
	"context"
	"time"
)

type key struct{}

// A publish sends an event with the request's number in ctx.
type publish func(ctx context.Context)

func handle(ctx context.Context, start func(func()), event publish) {
	start(func() { event(ctx) })
}

// withTimeout is how this server derives all its contexts.
func withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

func query(ctx context.Context, ask func(ctx context.Context)) {
	ctx, _ = withTimeout(ctx)
	ask(ctx)
}
