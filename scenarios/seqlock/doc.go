// Package seqlock is about readers who do not lock: a writer makes a number odd,
// writes, and makes it even again; a reader who found the same even number
// before and after has a consistent copy, and else tries again.
//
// WRONG: plain data words. The copy that is accepted is consistent, and reading
// it is a data race all the same by Go's memory model, which allows the compiler
// and the machine what the numbers do not show. To forget that the number may be
// odd, by which a reader accepts what is half written.
//
// RIGHT: atomic data words, and both checks.
//
// Class: violation of the memory model, atomicity violation of several variables.
//
// # Anchors
//
//   - The Go Memory Model
//   - seqlocks of the Linux kernel
package seqlock
