// Package selfdeadlock is a goroutine that waits for a lock it holds itself.
//
// sync.Mutex is not re-entrant. A method that holds the lock and calls another
// method that takes it, or a callback that comes back in, waits for ever, in
// every schedule. One goroutine is enough.
//
// WRONG: take a read lock inside the write lock (a String method that a log
// line calls); use TryLock and do nothing if the lock is taken, which drops
// the update in silence.
//
// RIGHT: lock once at the exported method and call unexported helpers that
// need the lock held; copy callbacks, unlock, then call them.
//
// Class: resource deadlock (double lock).
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 14 of 28 Mutex bugs
//   - 100 Go Mistakes, #68
package selfdeadlock
