// Package rwmutexrecursion is a read lock taken twice, and a read lock turned
// into a write lock.
//
// Readers share an RWMutex, so a second RLock by the same goroutine looks free.
// It is not: a writer that has begun to wait stops new readers, also this one,
// and waits itself until the first RLock is released. Nor can a reader become
// the writer: Lock waits for all readers, and one of them is the caller.
//
// WRONG: test the code without a writer. It passes in every schedule.
//
// RIGHT: RLock once in the exported method and call helpers without a lock;
// RUnlock, Lock, and check again what was read before.
//
// Class: resource deadlock (writer preference).
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 5 RWMutex bugs
//   - golang/go#7576, #15418, #19460
//   - weaveworks/scope#889 ("only works most of the time")
//   - couchbase/sync_gateway#7322
package rwmutexrecursion
