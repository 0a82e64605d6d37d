package requestctx

import "context"

func handleBackground(_ context.Context, start func(func()), event publish) {
	start(func() { event(context.Background()) })
}
