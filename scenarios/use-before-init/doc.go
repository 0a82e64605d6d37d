// Package usebeforeinit is about a callback that is started before the field
// that it uses is assigned: a timer whose function stops the timer, a handler
// that is registered after the server has started.
//
// The callback finds the zero value: a nil pointer, no handler.
//
// WRONG: a mutex around both accesses, or an atomic field. The race is gone and
// the nil is still there: locks give exclusion, not order.
//
// RIGHT: to assign first and start then; to hold the mutex from the start to the
// assignment; to let the callback wait until a channel is closed.
//
// Class: order violation.
//
// # Anchors
//
//   - time.AfterFunc whose function uses the returned Timer
//   - informers of Kubernetes and Istio whose handlers are registered after the start
package usebeforeinit
