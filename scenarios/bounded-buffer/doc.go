// Package boundedbuffer is the buffer between producers and consumers: who puts
// waits while it is full, who takes waits while it is empty.
//
// WRONG: one condition variable for both, and Signal. The goroutine that is
// woken may be of the wrong kind: a consumer wakes a consumer, which finds the
// buffer empty and waits again, and the producer that could go on sleeps.
//
// RIGHT: one condition variable and Broadcast; one for each kind and Signal; or
// a buffered channel, which is all of this.
//
// Class: communication deadlock.
//
// # Anchors
//
//   - The Little Book of Semaphores, 4.1
//   - The Deadlock Empire: S2, S3
package boundedbuffer
