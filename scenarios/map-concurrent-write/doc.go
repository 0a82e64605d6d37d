// Package mapconcurrentwrite is about a map that several goroutines use: a
// registry of sessions, a stock of goods, a cache.
//
// Maps are not made for that. A write moves what others look for; the runtime
// sees some of it and ends the process with "fatal error: concurrent map
// writes", which no recover catches.
//
// WRONG: to lock for writing only, to write under RLock, to recover. A lock per
// shard protects each key, and neither a sum over the shards nor a move from one
// to another.
//
// RIGHT: a Mutex, or an RWMutex of which writers take Lock, a sync.Map, a
// goroutine that owns the map; a lock per shard, for operations on one key.
//
// Class: data race, fatal error of the runtime.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, observation 5
//   - "fatal error: concurrent map writes" is a throw, not a panic
package mapconcurrentwrite
