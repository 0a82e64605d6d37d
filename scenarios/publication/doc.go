// Package publication is about handing data to another goroutine: one writes the
// data and says that it is ready, the other asks and reads.
//
// The data and the flag are plain variables. Nothing says that who sees the flag
// also sees the data.
//
// WRONG: to synchronize the wrong one of the two, to set the flag before the
// data, to sleep until the data is surely there, or to turn a channel round: a
// receive completes before the send does only if the channel has no buffer.
//
// RIGHT: write the data, then make one synchronized step that the reader waits
// for or sees: an atomic flag, a closed channel, an unlocked mutex.
//
// Class: missing happens-before, order violation.
//
// # Anchors
//
//   - The Go Memory Model, "Incorrect synchronization"
//   - golang/go#6689: the race detector has no "as if synchronized via sleep"
//   - 100 Go Mistakes, #58, listings 5 and 6: the direction of a rendezvous
//   - rust-lang/rustlings#1965
package publication
