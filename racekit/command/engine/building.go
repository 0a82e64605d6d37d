package engine

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Preparing says what comes before the first build.
func Preparing() string { return "preparing the controlled Go" }

// Building returns what says how the build of the tests of a package goes on,
// which is number n of them.
func Building(n, of int) func() string {
	return func() string {
		s := "building tests"
		if of > 1 {
			s += fmt.Sprintf(" (package %d of %d)", n, of)
		}
		if now := toolWords(descendants()); now != "" {
			s += ": " + now
		}
		return s
	}
}

// toolWords says what the tools of the go command do now, by their command
// lines. The first in the order of names stands for those that run at once.
func toolWords(lines [][]string) string {
	var all []string
	for _, words := range lines {
		if len(words) == 0 {
			continue
		}
		switch i := slices.Index(words, "-p"); {
		case filepath.Base(words[0]) == "link":
			all = append(all, "linking")
		case filepath.Base(words[0]) != "compile" || i < 0 || i+1 == len(words):
		case slices.Contains(words, "-std"):
			all = append(all, "compiling the standard library, "+words[i+1])
		default:
			path, _, _ := strings.Cut(words[i+1], " [")
			all = append(all, "compiling "+path)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return slices.Min(all)
}
