// Package offload moves slow work out of an event loop to a goroutine, as
// asyncio.to_thread does.
//
// The state of the loop is touched by one goroutine and so needs no lock. Work
// that was moved out runs in another.
//
// WRONG: the worker changes the loop's state itself; it does so under a mutex
// that the loop's own handlers know nothing of.
//
// RIGHT: the worker posts its result to the loop, and the loop applies it.
//
// Class: data race on state that the loop owns.
//
// # Anchors
//
//   - "Async/Await vs Threads": mixing both models safely
package offload
