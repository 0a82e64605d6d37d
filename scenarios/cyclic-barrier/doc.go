// Package cyclicbarrier lets a group of goroutines meet at the end of each
// round: nobody begins the next before all have ended this one.
//
// WRONG: to wait while the number of arrivals is not zero. The last to arrive
// sets it to zero and may be in the next round, and have arrived there, before
// the others have looked.
//
// RIGHT: to number the rounds, and to wait until the number has changed. It
// never comes back.
//
// Class: lost wakeup, which ends in a deadlock.
//
// # Anchors
//
//   - The Little Book of Semaphores, 3.6
//   - The Deadlock Empire: H4
package cyclicbarrier
