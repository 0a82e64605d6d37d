// Package ownershiptransfer sends a pointer and then goes on writing to what it
// points to: a read buffer, a record that is filled again for each message.
//
// A send orders what was written before it. It does not copy, and what is
// written after it the receiver sees too, or half of it.
//
// WRONG: a buffered channel, which only gives the sender more time to overwrite
// what is not read yet.
//
// RIGHT: to send a copy, so that ownership goes with the message; or to wait for
// the receiver's word before the buffer is used again.
//
// Class: data race by aliasing.
//
// # Anchors
//
//   - 100 Go Mistakes, #57
//   - bufio.Scanner.Bytes: the slice is overwritten by the next Scan
package ownershiptransfer
