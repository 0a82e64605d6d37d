package singleflightctx

import (
	"context"

	"golang.org/x/sync/singleflight"
)

// A load gets a value, once for all who ask at the same time.
type load func(ctx context.Context, g *singleflight.Group, fetch func(context.Context) (any, error)) (any, error)

func underFirst(ctx context.Context, g *singleflight.Group, fetch func(context.Context) (any, error)) (any, error) {
	v, err, _ := g.Do("key", func() (any, error) { return fetch(ctx) })
	return v, err
}
