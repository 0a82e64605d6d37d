package text

import "testing"

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"0 schedules": Count(0, "schedule"),
		"1 schedule":  Count(1, "schedule"),
		"2 fixes":     Count(2, "fix", "es"),
		"1 fix":       Count(1, "fix", "es"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		reason, in string
		width      int
		want       string
	}{
		{"it fits", "äöü", 3, "äöü"},
		{"it does not", "abcdefgh", 6, "abc..."},
		{"no space before the dots", "abc efgh", 7, "abc..."},
		{"letters count, not bytes", "äöüäöü", 5, "äö..."},
		{"no width", "abcd", -2, "abcd"},
	} {
		if got := Clip(tt.in, tt.width); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
