// Package refcount is about a handle that is closed when its last user releases
// it: a cache node, a pooled connection, a mapped file.
//
// A user who looks the handle up and adds himself may come when the count has
// just reached zero. He raises it from the dead, uses what is closed, and closes
// it a second time.
//
// WRONG: to add without a look, or to look and then add.
//
// RIGHT: to add in a loop around CompareAndSwap that gives up at zero.
//
// Class: atomicity and order violation.
//
// # Anchors
//
//   - syndtr/goleveldb#340: nodes of the cache
//   - connection pools
package refcount
