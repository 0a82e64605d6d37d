// Package futuretimeout is a future whose caller may stop waiting: the result
// arrives by a channel and lies in a field, and a timeout writes the field too.
//
// Three bugs in one. The worker and the caller write the field with nothing to
// order them. After a timeout the worker sends to nobody, and waits for ever.
// And the late worker changes what the caller has been told.
//
// WRONG: each cure by itself. A buffer of one ends the leak, a mutex ends the
// race, and the result still changes after Wait has returned it.
//
// RIGHT: the result travels in the channel, which has room for it; or the first
// to write wins, under a mutex, and Wait returns what is written.
//
// Class: data race, leak and unstable result.
//
// # Anchors
//
//   - Uber, PLDI 2022, Listing 9
//   - Tu et al., ASPLOS 2019: the finishReq example; 16 bugs of channels mixed
//     with shared memory
package futuretimeout
