// Package callafterstop sends a request to a goroutine that owns some state,
// and that may have ended.
//
// The owner answers requests until it is stopped. A caller that comes later, or
// that was waiting to be heard at that moment, waits for ever. This is the price
// of state owned by a goroutine: it needs a protocol for its end.
//
// WRONG: to look at a flag before the request. The owner may stop in between.
//
// RIGHT: to select on the request and on a channel that the owner closes when it
// ends.
//
// Class: communication deadlock.
//
// # Anchors
//
//   - etcd-io/etcd#6857: Status after Stop
//   - Tu et al., ASPLOS 2019: starving channels
package callafterstop
