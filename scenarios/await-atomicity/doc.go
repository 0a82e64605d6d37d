// Package awaitatomicity is check-then-act in a loop that runs one task at a
// time, as asyncio and Node do.
//
// Only one task runs, so there is no data race, and between two awaits nothing
// comes in between. At an await everything may: what was checked before it need
// not hold after it.
//
// WRONG: to check the balance, await the bank, and then pay. Two tasks that both
// await have both seen enough money.
//
// RIGHT: to check and act without an await in between; or to hold an async lock
// across the await, and to await the lock too.
//
// Class: single-variable atomicity violation under cooperative scheduling.
//
// # Anchors
//
//   - "Async/Await vs Threads": async is cooperative, tasks give control back
//     at await
package awaitatomicity
