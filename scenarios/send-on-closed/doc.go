// Package sendonclosed is a stream that is closed while producers still send.
//
// A send on a closed channel panics, also one that began before the close.
//
// WRONG: to close only once, which says nothing about sends; to look at a flag
// before the send, since the close fits between the two.
//
// RIGHT: never to close the data channel and to close a done channel instead;
// to wait for all producers and then close; to exclude sends while closing.
//
// Class: misuse panic, an order violation.
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 16 bugs of channel misuse
package sendonclosed
