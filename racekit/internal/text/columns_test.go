package text

import "testing"

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
		if got := Columns(tt.line); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.reason, got, tt.want)
		}
	}
}
