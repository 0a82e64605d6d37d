// Package staleasyncresult is search as you type: each letter starts a request,
// and answers come back in any order.
//
// If every answer is shown when it arrives, the answer to an old question may
// replace the one to the new. A mutex around the display does not help: each
// update is atomic, and the order is wrong.
//
// WRONG: to cancel the older request and show whatever it returns. Its answer
// may be on its way already.
//
// RIGHT: under the display's lock, to show an answer only if it is to the newest
// question: by a number, or by asking whether its request was cancelled.
//
// Class: order violation without a data race.
//
// # Anchors
//
//   - search as you type
//   - Tu et al., ASPLOS 2019: order violations
package staleasyncresult
