// Package loopselfpost is an event loop whose handler posts to the loop's own
// queue.
//
// The only receiver is the goroutine that sends. If the queue has no room it
// waits for itself.
//
// RIGHT: a queue with room for all that handlers post. It moves the limit: with
// k posts for each event every finite queue is full some day, and then only an
// unbounded list inside the loop, or running the task at once, helps.
//
// Class: communication deadlock.
//
// # Anchors
//
//   - mailboxes of actors; the owner goroutine
package loopselfpost
