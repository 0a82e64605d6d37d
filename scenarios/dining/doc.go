// Package dining is the dining philosophers: each needs the two forks next to
// its plate.
//
// If all take the left fork first, all may hold one and wait for the other.
//
// WRONG: to let as many to the table as there are forks, which is everybody.
//
// RIGHT: one philosopher takes the forks the other way round, so that no cycle
// can close; or a waiter lets one fewer to the table than there are forks.
//
// Class: resource deadlock.
//
// # Anchors
//
//   - The Little Book of Semaphores, 4.4
//   - The Deadlock Empire: L2, L3
package dining
