// Package multivarinvariant is about two balances whose sum stays the same:
// transfers move money from one to the other, and an audit adds them up.
//
// A transfer is two changes, an audit two reads. An audit that reads between the
// changes, or a transfer that runs between the reads, gives a sum that never was.
//
// WRONG: to protect each balance by itself, with a lock each or an atomic each.
// Every access is ordered, and the invariant that spans both is not protected.
// Two who replace a snapshot by Load and Store lose each other's transfers.
//
// RIGHT: one lock for both balances, taken by those who write and those who
// read, or one pointer to a snapshot that nobody changes, replaced as a whole by
// a single writer or by CompareAndSwap.
//
// Class: atomicity violation of several variables.
//
// # Anchors
//
//   - the "traditional" bugs of Tu et al., ASPLOS 2019
//   - The Deadlock Empire
//   - the bank of most textbooks
package multivarinvariant
