// Package rlockmutation is about a read that writes: a cache that counts its
// hits, an LRU list that moves what was asked for to the front, a lazy field.
//
// The read takes RLock, as reads do. Other readers are in at the same time, and
// all of them write.
//
// WRONG: RLock around anything that changes anything.
//
// RIGHT: Lock, for a read that touches; or what it touches is atomic.
//
// Class: data race.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listing 11
package rlockmutation
