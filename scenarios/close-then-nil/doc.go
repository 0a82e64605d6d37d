// Package closethennil closes a channel and sets its field to nil, so that it
// is not closed again.
//
// The loop that should see it closed reads the field in every round. After the
// assignment it selects on nil, which is never ready, and runs for ever.
//
// RIGHT: the goroutine takes the channel once, before it starts. The field
// belongs to the caller then.
//
// Class: data race and hang.
//
// # Anchors
//
//   - istio/istio#8967
package closethennil
