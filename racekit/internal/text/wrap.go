// Package text lays out words for terminals.
package text

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks words into lines of at most width columns, where they can be
// broken. The first line begins with mark; the others are indented as far.
func Wrap(mark, words string, width int) []string {
	indent := strings.Repeat(" ", utf8.RuneCountInString(mark))
	var lines []string
	line, empty := mark, true
	for _, w := range strings.Fields(words) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > width {
			lines = append(lines, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+w, false
	}
	return append(lines, line)
}
