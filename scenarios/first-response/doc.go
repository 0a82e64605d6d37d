// Package firstresponse asks several replicas and takes the first answer.
//
// The others answer too, later, into a channel that nobody reads any more. Each
// of them waits for ever: a goroutine leak with every request.
//
// WRONG: a buffer for one answer where several come late; a send that gives up
// if nobody receives at that moment, on a channel without a buffer: all may
// find the receiver not there yet, and then it waits for an answer that nobody
// sends again.
//
// RIGHT: a buffer for every answer that may come late; a done channel that late
// senders select on; a buffer of one and a send that gives up if it is full.
//
// Class: goroutine leak (partial deadlock).
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: 26 bugs of starving channels, 18 of them leaks
package firstresponse
