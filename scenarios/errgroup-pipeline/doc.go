// Package errgrouppipeline is a pipeline of goroutines in an errgroup, of which
// one fails.
//
// The group cancels its context at the first error. Who does not look at it goes
// on as before: a producer sends to a consumer that has left, and Wait waits for
// the producer.
//
// And Go under SetLimit waits for a free place. A member of a full group that
// calls Go waits for a place that only its own end would free.
//
// RIGHT: every send and receive of a member also selects on the group's context.
//
// Class: communication deadlock.
//
// # Anchors
//
//   - ihippik/wal-listener#53
//   - golang/go#27837: the real error is hidden by the context's
//   - coinbase/mesh-sdk-go#90, google/go-containerregistry#1128: the group's
//     context is used after Wait
package errgrouppipeline
