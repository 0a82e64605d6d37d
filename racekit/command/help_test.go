package command

import (
	"strings"
	"testing"
)

// columns is how wide a line is, with a tab every 8 columns.
func columns(line string) int {
	n := 0
	for _, r := range line {
		if n++; r == '\t' {
			n = (n + 7) / 8 * 8
		}
	}
	return n
}

func TestColumns(t *testing.T) {
	for _, tt := range []struct {
		reason, line string
		want         int
	}{
		{"letters", "abc", 3},
		{"a letter of two bytes", "é", 1},
		{"a tab", "\ta", 9},
		{"a tab behind a word", "abc\td", 9},
		{"a tab behind a tab", "\t    \tx", 17},
		{"a full stop", "12345678\tx", 17},
	} {
		if got := columns(tt.line); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.reason, got, tt.want)
		}
	}
}

// Help fits a terminal of 80 columns.
func TestHelpFits(t *testing.T) {
	texts := map[string]string{}
	var list strings.Builder
	usage(&list)
	texts["the list"] = list.String()
	for _, c := range commands() {
		var b strings.Builder
		c.help(&b)
		texts[c.Name] = b.String()
	}
	for _, name := range topics() {
		texts[name], _ = topic(name)
	}
	for _, c := range classes {
		texts["explain "+c.name] = c.text()
	}
	for name, text := range texts {
		for line := range strings.Lines(text) {
			if line = strings.TrimSuffix(line, "\n"); columns(line) > helpWidth {
				t.Errorf("%s: %d columns: %s", name, columns(line), line)
			}
		}
	}
}

// Every flag says what its value is.
func TestHelpOfFlags(t *testing.T) {
	for _, c := range commands() {
		var b strings.Builder
		c.help(&b)
		for line := range strings.Lines(b.String()) {
			words := strings.Fields(line)
			if n := len(words); n > 1 && words[n-1] == "value" && strings.HasPrefix(words[0], "-") {
				t.Errorf("racekit help %s: %q does not say what the value is", c.Name, strings.TrimSpace(line))
			}
		}
	}
}
