// Package lostupdate is about a counter that several goroutines increment: the
// hit counter of a page, the number of open connections, a metric.
//
// n++ reads, adds and writes. Two goroutines that read the same value write the
// same value, and one increment is lost.
//
// WRONG: to make each read and each write safe by itself. An atomic Load and an
// atomic Store, or a critical section for the read and another for the write,
// satisfy the race detector, and increments are lost as before: free of races
// is not the same as correct.
//
// RIGHT: to make reading, adding and writing one step: one critical section
// around all of it, one atomic Add, a CompareAndSwap that is tried again until
// it succeeds, one goroutine that owns the counter, or a counter of its own for
// each goroutine, added up after all are joined.
//
// Class: data race and atomicity violation of a single variable.
//
// # Anchors
//
//   - 100 Go Mistakes, #58
//   - gobyexample.com: atomic-counters, mutexes
//   - golings: concurrent2
//   - README of the loom crate
//   - The Deadlock Empire: Confused Counter
package lostupdate
