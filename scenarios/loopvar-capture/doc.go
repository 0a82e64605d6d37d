// Package loopvarcapture is about goroutines that are started in a loop and use
// the loop's variable.
//
// If there is one variable for the whole loop, the goroutines read it when they
// run, and by then it is somewhere else, usually at its end. Since Go 1.22
// "for i := range n" has a variable for each iteration; "var i int; for i = 0;"
// has not, nor has a module with go 1.21 in go.mod, and go vet says nothing.
//
// WRONG: a mutex around the reads and the writes of the variable. It satisfies
// the race detector, and the goroutines read the wrong number in good order.
//
// RIGHT: a variable for each iteration, or the value as an argument.
//
// Class: data race, wrong value.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listing 1
//   - 100 Go Mistakes, #63
package loopvarcapture
