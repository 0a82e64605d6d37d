// Package tornread is about a value of several words that is replaced while
// others read it: a configuration, an interface, a slice, a string.
//
// The words are written one after the other. Who reads in between gets the host
// of one configuration and the port of another; the type of one interface value
// and the data of another, which corrupts memory.
//
// WRONG: an atomic for each field, which makes each word whole and the value
// not; a pointer that is atomic to a value that is then changed in place; an
// atomic.Value that is given different concrete types, which panics.
//
// RIGHT: a value that nobody changes, and one atomic pointer to it.
//
// Class: data race and atomicity violation of several variables.
//
// # Anchors
//
//   - The Go Memory Model: races on interface values, slices and strings "can lead
//     to arbitrary memory corruption"
package tornread
