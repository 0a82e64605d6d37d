// Package waitgroupdone is about where Done and Wait stand.
//
// The counter of a WaitGroup is zero too early if Done comes before the last
// write or twice, and never if an error path leaves it out, if the goroutine has
// a copy of the WaitGroup, or if Wait stands in the loop that starts the rest.
//
// WRONG: Done in the middle, Done at the end of one of several paths, a look at
// a counter instead of Wait, a look at the results before Wait.
//
// RIGHT: "defer wg.Done()" as the first statement of the goroutine, a pointer to
// the WaitGroup, Wait after the loop, and then the results.
//
// Class: order violation, deadlock, panic.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022: doubleDefer
//   - moby/moby#25384: Wait inside the loop
package waitgroupdone
