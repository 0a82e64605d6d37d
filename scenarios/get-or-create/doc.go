// Package getorcreate is about a cache that computes what it does not have. The
// computation is dear, so it should run once for a key, however many ask at once.
//
// Two goroutines that miss the same key both compute it. If a popular key
// expires, a hundred do: a stampede.
//
// WRONG: to check again before the result is put into the cache, which keeps one
// value and computes twice all the same; LoadOrStore with the computed value as
// an argument, which computes before it looks; a singleflight in front of a
// cache that is filled after it, between which others miss; one lock across a
// computation that asks the cache itself.
//
// RIGHT: one lock across the computation, which serialises all keys; an entry
// with a sync.Once for each key; a singleflight that looks into the cache again
// inside the flight.
//
// Class: atomicity violation, duplicate work.
//
// # Anchors
//
//   - loong/go-concurrency-exercises: 2-race-in-cache
//   - puzpuzpuz/xsync: discussions of LoadOrCompute
package getorcreate
