// Package edgenotify wakes waiters by a token in a channel of capacity one.
//
// The token says that something has changed. One waiter takes it; the others go
// on waiting, though what they wait for is so.
//
// RIGHT: to close the channel, which wakes all; or to let who was woken put the
// token back for the next.
//
// Class: lost wakeup.
//
// # Anchors
//
//   - the notify chan struct{} idiom
package edgenotify
