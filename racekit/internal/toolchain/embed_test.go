package toolchain

import (
	"slices"
	"testing"
)

func TestEmbedPatterns(t *testing.T) {
	tests := []struct {
		reason string
		text   string
		want   []string
	}{
		{"none", "package p\n", nil},
		{"one", "//go:embed a.txt\nvar a string\n", []string{"a.txt"}},
		{"several with spaces and tabs", "//go:embed a.txt  b/*.c\tall:d\n", []string{"a.txt", "b/*.c", "all:d"}},
		{"quoted, with a space inside", "//go:embed \"a b.txt\" `c d`\n", []string{"a b.txt", "c d"}},
		{"indented, last line without end", "var (\n\t//go:embed x", []string{"x"}},
		{"carriage return", "//go:embed x\r\n//go:embed y\r\n", []string{"x", "y"}},
		{"another directive", "//go:embedded x\n", nil},
		{"no pattern", "//go:embed\n", nil},
		{"unfinished quote", "//go:embed \"x y\n", []string{"\"x", "y"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			if got := embedPatterns([]byte(test.text)); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzEmbedPatterns(f *testing.F) {
	f.Add("//go:embed a `b c` \"d\"\n//go:embed")
	f.Fuzz(func(t *testing.T, text string) {
		for _, pattern := range embedPatterns([]byte(text)) {
			if len(pattern) > len(text) {
				t.Errorf("pattern %q is longer than the file", pattern)
			}
		}
		if len(embedPatterns([]byte("//go:embed zz.txt\n"+text))) == 0 {
			t.Error("the first line is lost")
		}
	})
}
