// Package atomicmax is about a high-water mark: the longest queue, the latest
// offset, the most connections at once.
//
// To compare with the mark and to raise it are two steps. Between them another
// raises it higher, and is overwritten.
//
// WRONG: Load and Store; one CompareAndSwap, since who fails may have had the
// highest value; Swap and to put back what was higher, by which the mark is too
// low for a while and a higher one that came meanwhile is overwritten.
//
// RIGHT: CompareAndSwap in a loop that ends when the mark is high enough.
//
// Class: atomicity violation of a single variable.
//
// # Anchors
//
//   - high-water marks in metrics; Go has no atomic Max
package atomicmax
