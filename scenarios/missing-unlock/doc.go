// Package missingunlock is a return, or a panic, that forgets the lock.
//
// The error path returns without Unlock. That call is fine; the next one, by
// anybody, waits for ever.
//
// WRONG: Unlock before each return. What is called in between may panic, and a
// server that recovers from the panic goes on with a lock that nobody holds.
//
// RIGHT: defer Unlock in the line after Lock.
//
// Class: resource deadlock.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 6 of 28 Mutex bugs ("mis-unlock")
package missingunlock
