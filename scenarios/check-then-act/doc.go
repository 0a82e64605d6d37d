// Package checkthenact is about a balance that must not become negative, under
// withdrawals by several goroutines. Seats of a show, slots of a connection pool,
// the window of a rate limiter and an inventory are the same program.
//
// Each withdrawal checks the balance and then takes from it. Two goroutines that
// check before either takes both find enough, and the account is overdrawn.
//
// WRONG: a mutex in every method. Balance and Take are each safe, and Withdraw,
// which calls one and then the other, is not: a mutex in every method does not
// make two calls one operation. The same holds for an atomic Load before an
// atomic Add, and for a check under RLock before the act under Lock.
//
// RIGHT: check and act in one critical section, in one goroutine, or in a loop
// around CompareAndSwap that checks again each time. To take first and put back
// what was too much never oversells, but whoever looks meanwhile sees less than
// nothing.
//
// Class: atomicity violation of a single variable (time of check to time of use).
//
// # Anchors
//
//   - exercism: bank-account
//   - the "traditional" bugs of Tu et al., ASPLOS 2019
//   - volcano-sh/kthena#1196
//   - tailscale/tailscale#9869, which adds Map.LoadFunc because Load-then-act was racy
package checkthenact
