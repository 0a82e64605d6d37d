// Package singleflightctx shares one call among all who want the same key at
// the same time, under the context of whoever came first.
//
// If the first caller is cancelled, the call fails with context.Canceled, for
// everybody: callers that nobody cancelled get an error that is not theirs.
//
// RIGHT: the shared call runs under a context of its own, without the
// cancellation of any caller.
//
// Class: order violation without a data race.
//
// # Anchors
//
//   - tailscale/tailscale#18919, authzed/spicedb#925, cockroachdb/cockroach#98469
//   - janos/singleflight#4
package singleflightctx
