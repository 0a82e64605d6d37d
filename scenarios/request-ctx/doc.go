// Package requestctx starts background work from a request, and derives
// contexts that nobody cancels.
//
// A server cancels the context of a request when its handler has returned. Work
// that was accepted, and goes on after the answer, is cancelled with it.
//
// WRONG: context.Background in the goroutine. It is not cancelled, and it has
// lost the values of the request too, and any bound. And to throw the cancel
// function of a derived context away: it stays until its deadline.
//
// RIGHT: context.WithoutCancel, which keeps the values; defer cancel() after
// every derived context.
//
// Class: order violation without a data race, and a leak.
//
// # Anchors
//
//   - 100 Go Mistakes, #61
//   - go vet: lostcancel
package requestctx
