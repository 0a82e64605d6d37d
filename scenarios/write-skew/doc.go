// Package writeskew is about an invariant over two rows that are locked one by
// one: of two doctors at least one is on call, of two replicas at least one
// serves.
//
// Who wants to leave looks at the row of the other and then changes his own. If
// both look before either changes, both leave.
//
// WRONG: a lock for each row; an atomic for each row, with CompareAndSwap, which
// guards the row that is changed and not the one that was looked at.
//
// RIGHT: to lock both rows, in a fixed order.
//
// Class: atomicity violation of several variables.
//
// # Anchors
//
//   - write skew under snapshot isolation, in the literature on databases
//   - the handover of a leader
package writeskew
