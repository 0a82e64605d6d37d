// Package syncmapcompound is about operations on a sync.Map that are made of
// several: count, claim, add up.
//
// Each method of a sync.Map is atomic. Two of them are not: what Load returned
// is old when Store runs, what two goroutines loaded both of them delete, and
// Range is not a snapshot.
//
// WRONG: Load and Store, also to put a counter where there was none; values that
// are changed through a plain pointer.
//
// RIGHT: the method that does both: CompareAndSwap in a loop, LoadOrStore,
// LoadAndDelete; values that are atomic themselves.
//
// Class: atomicity violation on a concurrent container.
//
// # Anchors
//
//   - review of orian/counters#5, zhangyunhao116/skipmap#1, volcano-sh/kthena#1196
//   - golang/go#22490
//   - golang/go#70970: even CompareAndSwap of sync.Map was wrong for a while
package syncmapcompound
