// Package lazyinit is about an object that is made when it is first asked for: a
// connection, a parsed template, a singleton.
//
// Two goroutines that find nothing both make one. Or one finds an object that
// the other has not finished, because nothing orders the two.
//
// WRONG: double-checked locking whose first check is a plain read; a flag in
// front of sync.Once; a CompareAndSwap on "done" by which the second caller
// returns before the first has made anything; checks under RLock that are not
// repeated under Lock; an atomic pointer without a lock, by which the
// constructor runs twice; sync.Once with a function that can fail, since Do does
// not run it again, or that asks for the object itself, since Do waits for it.
//
// RIGHT: sync.Once, sync.OnceValue, or double-checked locking with an atomic
// pointer. A CompareAndSwap from nil suffices if the constructor may run twice
// and only one result may be seen.
//
// Class: missing happens-before, initialization that is not done once.
//
// # Anchors
//
//   - The Go Memory Model, "Incorrect synchronization": double-checked locking
//   - LaunchDarkly, "Double-checked locking in Go", 2015
package lazyinit
