// Package spscring is about a ring buffer without locks, for one producer and
// one consumer.
//
// The producer writes a slot and then moves the tail, which publishes the slot.
// The consumer reads slots up to the tail and moves the head.
//
// WRONG: to move the tail before the slot is written; to use it with a second
// producer, who writes the same slot.
//
// RIGHT: one producer, who writes and then publishes.
//
// Class: order violation, atomicity violation.
//
// # Anchors
//
//   - ring buffers of audio and network drivers, which are given a second
//     producer years later
package spscring
