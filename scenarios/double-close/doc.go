// Package doubleclose is a Close method that two goroutines call: the one that
// is done, and the one that gives up.
//
// Closing a closed channel panics. To look whether it is closed and then close
// it are two steps.
//
// WRONG: to ask the channel itself with a select; to recover from the panic,
// which also hides that a message was sent to nobody.
//
// RIGHT: sync.Once; a flag under a mutex; a flag that only one CompareAndSwap
// can set.
//
// Class: check-then-act that ends in a panic.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019, on moby/moby#24007
package doubleclose
