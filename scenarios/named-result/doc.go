// Package namedresult is about a goroutine that reads a named result of the
// function that started it, which has gone on to return.
//
// "return 20" assigns 20 to the result, though it does not look like an
// assignment. The goroutine reads 10 or 20.
//
// RIGHT: to pass the value as an argument.
//
// Class: data race.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listings 3 and 4
package namedresult
