package requestctx

import "context"

func handleDetached(ctx context.Context, start func(func()), event publish) {
	ctx = context.WithoutCancel(ctx)
	start(func() { event(ctx) })
}

func queryCancelled(ctx context.Context, ask func(ctx context.Context)) {
	ctx, cancel := withTimeout(ctx)
	defer cancel()
	ask(ctx)
}
