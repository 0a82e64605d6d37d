// Package abba is lock-order inversion: two transfers in opposite directions
// each hold one account and wait for the other.
//
// Every transfer locks its source and then its destination. A transfer from a
// to b and one from b to a that start together each get their first lock, and
// neither gets its second.
//
// WRONG: lock in the order of the arguments; give the second lock up and try
// again at once, which two transfers can do in step for ever; read locks in
// opposite orders, since a waiting writer stops new readers.
//
// RIGHT: one order for all (by account number), one lock for both, a gate that
// lets only one goroutine collect locks, or giving up and telling the caller.
//
// Class: resource deadlock.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 7 of 28 Mutex bugs
//   - tokio-rs/loom#162, on livelock and unfair schedules
package abba
