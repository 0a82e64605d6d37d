// Package loopstall is a call that blocks inside an event loop.
//
// The loop runs one handler at a time. While one of them sleeps, waits for a
// disk or computes, all others wait: timers are late, connections time out.
//
// WRONG: runtime.Gosched in the handler, or more processors. The loop is one
// goroutine; what it gives up, no other handler gets.
//
// RIGHT: to do the work in another goroutine, or in a bounded pool of them, and
// post the result to the loop.
//
// Class: latency violation, without a race.
//
// # Anchors
//
//   - "Async/Await vs Threads": calling blocking functions inside async code
package loopstall
