// Package handrolledlock is about locks made of atomics.
//
// A spinlock that looks whether it is free and then takes it lets in two who
// look at once. Peterson's lock for two, without any instruction but Load and
// Store, is right if each first says that it wants to enter and then gives way,
// and wrong in the other order. It takes two switches to see either.
//
// WRONG: Load and Store for a spinlock; turn before flag for Peterson's.
//
// RIGHT: CompareAndSwap; flag before turn. Go's atomics are sequentially
// consistent, so Peterson's lock works as on paper, and there is no weaker order
// to get wrong. sync.Mutex is better than all of them.
//
// Class: violation of mutual exclusion.
//
// # Anchors
//
//   - The Deadlock Empire: "2-flags", "5-peterson"
//   - The Go Memory Model: atomics
package handrolledlock
