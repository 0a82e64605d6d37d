//go:build race

package harness

// Race says that the race detector is on.
const Race = true
