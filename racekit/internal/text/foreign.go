package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes a line of text safe to print and to read back.
func Printable(s string) string {
	if CheckLine(s) == nil {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r == utf8.RuneError || !unicode.IsPrint(r):
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// CheckLine returns why s is no line of text that reads back as it was written;
// nil if it is one.
func CheckLine(s string) error {
	if s == "" || strings.TrimSpace(s) != s {
		return errors.New("must be text without spaces around it")
	}
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return fmt.Errorf("holds a character that cannot be printed (%U)", r)
		}
	}
	return nil
}
