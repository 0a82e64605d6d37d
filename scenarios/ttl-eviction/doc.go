// Package ttleviction is about a cleaner that deletes sessions which nobody has
// used for some time, while users come back and refresh theirs.
//
// The cleaner finds a session expired, and then deletes it. If it is refreshed
// in between, a user who has just been served is logged out.
//
// WRONG: to check under the lock, unlock, lock again and delete.
//
// RIGHT: to check and delete in one critical section, to check again in the
// second one, or to delete the entry only if it is still the one that had expired.
//
// Class: check-then-act across two critical sections.
//
// # Anchors
//
//   - loong/go-concurrency-exercises: 5-session-cleaner, whose tests sleep for seconds
package ttleviction
