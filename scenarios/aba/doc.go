// Package aba is about a stack without locks whose nodes are used again.
//
// Pop reads the head A and what follows it, B, and then replaces the head by B if
// it is still A. If others meanwhile pop A and B and push A again, the head is A
// and what follows it is not B. The CompareAndSwap succeeds and puts B on the
// stack, which somebody owns.
//
// WRONG: to compare the head alone.
//
// RIGHT: a version beside the head, which changes with each CompareAndSwap; a
// fresh node for each push, since the garbage collector gives nobody a node that
// another still has; a mutex.
//
// Class: atomicity violation without locks. Of all schedules of this program one
// in a hundred or so shows it, and one switch in the right place does.
//
// # Anchors
//
//   - pmodels/argobots#178, odin-lang/Odin#6822 ("trips after ~70M cycles")
//   - squid-cache/squid#587
//   - nodes from a sync.Pool or by index, in Go
package aba
