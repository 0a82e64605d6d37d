package text

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Count writes a number of things: "1 schedule", "2 schedules". An ending is for
// words that have another one than "s".
func Count(n int, word string, ending ...string) string {
	if n != 1 {
		word += append(ending, "s")[0]
	}
	return fmt.Sprintf("%d %s", n, word)
}

// Clip shortens s to width columns, of which dots take the last three. It leaves s
// alone where there is not even room for them.
func Clip(s string, width int) string {
	if width < 4 || utf8.RuneCountInString(s) <= width {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:width-3]), " ") + "..."
}
