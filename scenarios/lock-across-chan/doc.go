// Package lockacrosschan is a channel operation inside a critical section.
//
// The producer sends while it holds the lock. If the channel has no room it
// waits for the consumer, and the consumer wants the lock before it receives.
// Half of the cycle is a lock and half is a channel, so neither a lock graph
// nor a look at the channels shows it.
//
// WRONG: a buffer that is smaller than the number of messages, which hides the
// bug until it is full; a send that drops what has no room.
//
// RIGHT: change the state under the lock and send after Unlock; or a buffer for
// all messages there can be.
//
// Class: mixed deadlock.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 13 bugs with a channel in a critical section
//   - remind101/empire#900
package lockacrosschan
