package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		reason, mark, words string
		width               int
		want                []string
	}{
		{"it fits", "- ", "a b", 80, []string{"- a b"}},
		{"it does not", "- ", "aa bb cc", 7, []string{"- aa bb", "  cc"}},
		{"a word that is too long stays whole", "- ", "a bbbbbbbb c", 6, []string{"- a", "  bbbbbbbb", "  c"}},
		{"nothing to say", "- ", "", 6, []string{"- "}},
		{"letters count, not bytes", "", "äöü äöü", 7, []string{"äöü äöü"}},
	} {
		if diff := cmp.Diff(c.want, Wrap(c.mark, c.words, c.width)); diff != "" {
			t.Errorf("%s:\n%s", c.reason, diff)
		}
	}
}

func TestWrapKeepsAllWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-zß]{1,12}`)).Draw(t, "words")
		width := rapid.IntRange(1, 40).Draw(t, "width")
		lines := Wrap("  - ", strings.Join(words, " "), width)
		if diff := cmp.Diff(words, strings.Fields(strings.TrimPrefix(strings.Join(lines, " "), "  - ")), cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Fatal(diff)
		}
		for _, l := range lines {
			if utf8.RuneCountInString(l) > width && len(strings.Fields(strings.TrimPrefix(l, "  - "))) > 1 {
				t.Fatalf("%q is wider than %d", l, width)
			}
		}
	})
}
