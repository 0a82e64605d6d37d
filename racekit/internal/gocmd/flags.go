package gocmd

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// with returns words and one more, and leaves words as they are.
func with(words []string, more ...string) []string { return slices.Concat(words, more) }

// withAtomics returns build flags by which the operations of sync/atomic are
// scheduling points in a build without the race detector.
func withAtomics(build []string) []string {
	var rest, given []string
	for _, word := range build {
		if value, ok := strings.CutPrefix(word, "-gcflags="); ok {
			given = append(given, value)
		} else {
			rest = append(rest, word)
		}
	}
	return append(rest, toolchain.NoIntrinsics(given)...)
}
