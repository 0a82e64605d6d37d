//go:build race

package testing

// The linker looks for this package in a build with -race. The go command adds it
// to a program only where it knows of -race itself, which it does not where there
// is no C compiler.
import _ "runtime/race"
