package main

import (
	"fmt"
	"os"
)

type odd struct{ p *int }

// main prints what looks like a crash, and then dies of a panic with an address.
func main() {
	fmt.Fprintln(os.Stderr, "panic: only words")
	fmt.Fprintln(os.Stderr, "WARNING: this is not a race")
	panic(odd{new(int)})
}
