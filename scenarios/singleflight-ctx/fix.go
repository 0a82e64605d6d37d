package singleflightctx

import (
	"context"

	"golang.org/x/sync/singleflight"
)

func detached(ctx context.Context, g *singleflight.Group, fetch func(context.Context) (any, error)) (any, error) {
	v, err, _ := g.Do("key", func() (any, error) { return fetch(context.WithoutCancel(ctx)) })
	return v, err
}
