// Package poolshutdown stops a pool of workers that has accepted jobs which
// are not done yet.
//
// WRONG: a quit channel next to the queue. A worker that finds both ready may
// quit, and what is in the queue is lost, though its submitter was told that it
// is accepted.
//
// RIGHT: to close the queue, and let the workers range over it to its end; or
// to empty the queue after quit, when nobody submits any more.
//
// Class: order violation (lost work).
//
// # Anchors
//
//   - Tu et al., ASPLOS 2019: bugs of message libraries and channels
//   - golang/go#80090
package poolshutdown
