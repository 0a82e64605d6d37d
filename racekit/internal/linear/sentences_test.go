package linear

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/rows"
)

// Each sentence of a story is one of docs/internal/sentences.md, and each of those
// is in the story that the page names. The time line before it has none.
func TestSentences(t *testing.T) {
	list := rows.Of(t, filepath.Join("..", "..", "..", "docs", "internal", "sentences.md"), "racekit/internal/linear", true)
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) == 0 || len(list) == 0 {
		t.Fatal(files, list, err)
	}
	seen := map[string]bool{} // sentence, and story
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, story, _ := strings.Cut(string(text), "\n\n")
		for line := range strings.Lines(story) {
			line = strings.TrimSpace(line)
			known := false
			for _, row := range list {
				if row.Like.MatchString(line) {
					known = true
					seen[row.Text+strings.TrimSuffix(filepath.Base(file), ".txt")] = true
				}
			}
			if !known {
				t.Errorf("%s has a sentence that docs/internal/sentences.md has not:\n%s", file, line)
			}
		}
	}
	for _, row := range list {
		if !seen[row.Text+row.Shown] {
			t.Errorf("%s has no sentence like %q", row.Shown, row.Text)
		}
	}
}
