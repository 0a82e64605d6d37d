// Package faninclose collects the results of several workers from one channel.
// Who closes it?
//
// range ends when the channel is closed. The workers do not know who of them is
// the last, and the collector is busy receiving.
//
// WRONG: nobody closes; the collector waits for the workers before it receives,
// and they wait for it; each worker closes when it is done.
//
// RIGHT: one more goroutine waits for the workers and then closes; or a buffer
// for all results, so that the workers end before anybody receives.
//
// Class: communication deadlock or panic.
//
// # Anchors
//
//   - A Tour of Go, the crawler exercise ("where do I put close(ch)?")
//   - cockroachdb/cockroach#1462
package faninclose
