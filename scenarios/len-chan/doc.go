// Package lenchan polls a channel by its length: receive if there is something
// in it.
//
// Between the look and the receive another goroutine may take it, and a poll
// that should never wait waits.
//
// RIGHT: a select with a default, which looks and receives in one step.
//
// Class: check-then-act that ends in a hang.
//
// # Anchors
//
//   - golang/go#37196: len(timer.C) > 0, and then a receive
package lenchan
