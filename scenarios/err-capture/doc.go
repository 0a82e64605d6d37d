// Package errcapture is about goroutines that report their errors by assigning
// to one variable err of the function that started them.
//
// The assignments race. And the last one wins: a nil of a task that went well
// overwrites the error of one that did not.
//
// WRONG: a mutex around the assignment, which satisfies the race detector and
// loses the error as before; a channel with room for all of which only the first
// result is read.
//
// RIGHT: to keep the first error that is not nil, under a mutex, which is what
// errgroup does; or a result from each, all of which are read.
//
// Class: data race, lost error.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listing 2
package errcapture
