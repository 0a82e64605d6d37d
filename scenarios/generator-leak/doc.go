// Package generatorleak is a producer whose consumer leaves early: the first
// match is enough, or a later stage has failed.
//
// The producer sends on. With nobody to receive it waits for ever, and so does
// all that it holds.
//
// WRONG: a buffer, which only lets the producer come one value further.
//
// RIGHT: a done channel or a context that the producer selects on; a consumer
// that receives the rest; or no goroutine at all: an iter.Seq is told by its
// yield function that the consumer has left.
//
// Class: goroutine leak.
//
// # Anchors
//
//   - golang/tour#1250: the binary trees exercise and its quit channel
package generatorleak
