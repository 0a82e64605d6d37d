// Package cowconfig is about a configuration that is replaced as a whole: writers
// copy it, change the copy and store a pointer to it; readers load the pointer.
//
// Readers are safe. Two writers who copy the same version lose each other's
// change.
//
// WRONG: Load, copy, Store by more than one writer; to change the map that was
// loaded, to save the copy.
//
// RIGHT: a mutex for writers, or CompareAndSwap, which starts again from the
// version that it was beaten by.
//
// Class: lost update, data race by aliasing.
//
// # Anchors
//
//   - the example "ReadMostly" of atomic.Value, which has a mutex for its writers
package cowconfig
