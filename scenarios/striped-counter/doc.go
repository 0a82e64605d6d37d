// Package stripedcounter is about a counter in several stripes, so that writers
// do not wait for each other. Who wants the value adds up the stripes.
//
// While he adds up, others go on. Is the sum the value at some moment? If all
// add 1, yes: the value passes through every number from the first to the last.
// If they add 2 and 3, or 1 and -1, it can be a number that the counter never was.
//
// WRONG: to read a striped gauge, or weights, as if the sum were a snapshot.
//
// RIGHT: unit increments, or one lock over all stripes.
//
// Class: linearizability violation.
//
// # Anchors
//
//   - libraries of metrics, LongAdder
//   - sync.Map: Range "does not necessarily correspond to any consistent snapshot"
package stripedcounter
