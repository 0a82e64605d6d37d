// Package guardedescape is about a map that is guarded by a mutex, and a getter
// that takes the mutex and returns the map.
//
// What is returned is not a copy but a reference: the caller reads it when the
// mutex is unlocked, while others write. Slices and pointers are the same.
//
// WRONG: to copy the map and not what its values point to.
//
// RIGHT: to copy all of it under the lock, to run the caller's function under
// the lock (which must not call back, see scenario self-deadlock), or to hand
// out a snapshot that nobody changes and that writers replace.
//
// Class: data race by aliasing. The detector does not report it in every run: if
// the reader is done before the writer begins, they may be ordered by luck.
//
// # Anchors
//
//   - 100 Go Mistakes, #70
package guardedescape
