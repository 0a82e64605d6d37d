// Package semaphoretokens limits how many goroutines are inside at a time, with
// a channel of tokens, and gives tokens back that were never taken.
//
// To wait for a token may fail: the context ends. Who then still runs the
// deferred release gives back the token of another, and one too many gets in.
//
// WRONG: a release that waits for a token to give back, which takes it from its
// owner, who then waits; to start the goroutines first and to limit them inside,
// which bounds what they do and not how many there are.
//
// RIGHT: to release only what was acquired.
//
// Class: limit violation or deadlock.
//
// # Anchors
//
//   - oras-project/oras-go#363: Release panics after Acquire has failed
//   - golang/go#27837
package semaphoretokens
