// Package uniqueid is about a generator of IDs: order numbers, request IDs,
// names of temporary files.
//
// The next ID is made from the last one. Two goroutines that read the same last
// ID return the same next one.
//
// WRONG: an atomic Load and Store; an atomic Add whose result is thrown away for
// a Load, which returns what others have added; the clock, which gives the same
// time twice if it is asked twice within a tick.
//
// RIGHT: to return what Add returned, or to read, increment and return in one
// critical section.
//
// Class: atomicity violation of a single variable.
//
// # Anchors
//
//   - metrics and ID generators that load what they have just added
package uniqueid
