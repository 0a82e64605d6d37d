// Package timerstop closes a connection whose idle timer may be firing.
//
// Stop prevents a function that has not started. If it has started, Stop returns
// false and does not wait: the function runs on, and finds the connection
// closed.
//
// WRONG: to set a flag that the function looks at before it acts. The connection
// may be closed between the look and the act.
//
// RIGHT: the function does all of its work under a lock and looks at the flag
// there, and so does who closes.
//
// Class: order violation (use after close).
//
// # Anchors
//
//   - golang/go#17600, #14383, #14038, #37196: Go 1.23 has fixed the channels of
//     timers, and AfterFunc is as it was
package timerstop
