// Package sliceappend is about results that several goroutines collect in one
// slice.
//
// append reads the slice header, writes an element behind the end and returns a
// new header. Two goroutines that read the same header write the same element.
//
// WRONG: enough capacity from the start, which only avoids the copy; an index
// that is reserved atomically if somebody reads the elements meanwhile, since
// reserved is not written; a mutex around append while the slice header is
// passed to the goroutines by value, outside of it.
//
// RIGHT: a mutex around append, a channel, an element for each goroutine, an
// atomic index if nobody reads before all are joined. An append to a full slice
// that is kept in a new variable is no race: it copies.
//
// Class: data race, lost update.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, observation 4, listing 5
//   - 100 Go Mistakes, #69
package sliceappend
