// Package condlostwakeup is about waiting until something is so: until a
// server is ready, until there is work.
//
// Signal and Broadcast wake who waits now. They leave no mark: who comes later
// waits for the next one, and if there is none, for ever.
//
// WRONG: to wait without a predicate; to set the predicate without the lock, so
// that it changes between a waiter's look at it and its Wait; to look with if,
// and act on a predicate that another consumer has made false again; to wake
// one where two wait for the same; to leave out the wakeup on the error path.
//
// RIGHT: the predicate is changed and read under the lock, Wait is in a for
// loop, and Broadcast follows every change. For a state that comes once and
// stays, close a channel.
//
// Class: communication deadlock and atomicity violation.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 3 bugs of Cond.Wait
//   - golang/go#21165 ("fiendishly difficult to use")
//   - moby/moby#30408, coder/coder#13944
//   - The Deadlock Empire: CV1
package condlostwakeup
